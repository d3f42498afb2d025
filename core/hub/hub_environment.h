#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QUrl>

class QProcessEnvironment;

namespace reverie::hub {

/// Where the Hub is and where its files lie, as the variables of Python's huggingface_hub say. Read once in `app` and
/// handed on; touches no file.
struct HubEnvironment {
    QUrl endpoint{QStringLiteral("https://huggingface.co")};  ///< no slash at the end
    QString home;                                             ///< HF_HOME
    QString cache;                ///< HF_HUB_CACHE: the folder that holds models--OWNER--NAME
    QString tokenFile;            ///< HF_TOKEN_PATH
    Secret token;                 ///< of HF_TOKEN, else of HUGGING_FACE_HUB_TOKEN; empty where neither is set
    QString tokenVariable;        ///< the one that holds
    bool sendsSavedToken = true;  ///< false with HF_HUB_DISABLE_IMPLICIT_TOKEN
    bool isOffline = false;       ///< HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE: nothing is asked of the network
    bool usesSymlinks = true;     ///< false with HF_HUB_DISABLE_SYMLINKS
    int etagTimeoutMs = 0;        ///< HF_HUB_ETAG_TIMEOUT, for the head of a file; 0 = not set
    int downloadTimeoutMs = 0;    ///< HF_HUB_DOWNLOAD_TIMEOUT, for files; 0 = not set

    /// `userHome` stands for "~". Errors: InvalidArgument where HF_ENDPOINT is no https address (http only on this
    /// computer).
    [[nodiscard]] static Result<HubEnvironment> from(const QProcessEnvironment& variables, const QString& userHome);
};

}  // namespace reverie::hub
