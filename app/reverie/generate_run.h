#pragma once

#include "core/request/generation_request.h"

namespace reverie::app {

class Session;

/// What `reverie generate` was asked for.
struct GenerateWish {
    request::GenerationRequest request;
    QString output;       ///< file, folder, "-" or empty
    QString latentsFile;  ///< empty = none
    bool force = false;
    bool json = false;
    bool quiet = false;
};

/// Checks everything that can be checked beforehand, runs the request and returns the exit code.
[[nodiscard]] int generate(Session& session, const GenerateWish& wish);

}  // namespace reverie::app
