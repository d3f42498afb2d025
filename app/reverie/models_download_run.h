#pragma once

#include "core/hub/inquiry.h"

namespace reverie::app {

class Session;

/// What `reverie models download` was asked for.
struct DownloadWish {
    QString named;
    QString precision = QStringLiteral("auto");  ///< "auto", "fp16" or "fp32"
    hub::InquiryWish inquiry;
    bool isDryRun = false;  ///< says what would come, and fetches nothing
    bool json = false;
    bool quiet = false;
};

/// Passes the gate, fetches and says where the model lies; returns the exit code. A person at the terminal is asked for
/// a token, or to accept terms, where that is what is missing.
[[nodiscard]] int downloadModel(Session& session, DownloadWish wish);

}  // namespace reverie::app
