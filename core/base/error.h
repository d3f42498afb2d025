#pragma once

#include <QString>

#include <cstdint>
#include <vector>

namespace reverie {

/// What kind of failure happened. The kind decides the advice that `sentence()` adds and the exit code of the CLI.
enum class ErrorCode {
    Cancelled,
    InvalidArgument,
    NotFound,
    AlreadyExists,
    Permission,
    DiskFull,
    Io,
    Network,
    Timeout,
    Tls,
    Unauthorized,
    Corrupt,
    Unsupported,
    OutOfMemory,
    DeviceLost,
    InvalidNumbers,
    WorkerDied,
    Busy,
    Internal,
};

/// A failure as a value. `detail` says in plain words what happened to which file or host, without a closing full stop.
/// `remedy` says what to do about it; when it is empty the general advice of the code is used.
/// `context` collects what was being done, innermost first; it is for the log, not for the sentence.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString detail;
    QString remedy;
    std::vector<QString> context;
    std::uint64_t neededBytes = 0;  ///< OutOfMemory: what the step wanted; 0 = unknown. `detail` says it in words too.
    std::uint64_t freeBytes = 0;    ///< OutOfMemory: what there was; 0 = unknown
};

/// One sentence for a person: what happened and what to do. Serves the window, the CLI and the server alike.
QString sentence(const Error& error);

/// The stable name of a code in JSON and on the worker's wire, such as "disk-full".
QString errorCodeName(ErrorCode code);

/// The code of that name; `Internal` for a name that is unknown.
ErrorCode errorCodeFromName(const QString& name);

}  // namespace reverie
