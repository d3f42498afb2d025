#include "core/base/error.h"

#include <algorithm>
#include <array>

namespace reverie {
namespace {

struct CodeRow {
    ErrorCode code;
    const char* name;
    const char* advice;
};

constexpr std::array kCodes = {
    CodeRow{ErrorCode::Cancelled, "cancelled", ""},
    CodeRow{ErrorCode::InvalidArgument, "invalid-argument", "change the value and try again"},
    CodeRow{ErrorCode::NotFound, "not-found", "check the name and try again"},
    CodeRow{ErrorCode::AlreadyExists, "already-exists", "choose another name or add --force"},
    CodeRow{ErrorCode::Permission, "permission", "check who may read and write there"},
    CodeRow{ErrorCode::DiskFull, "disk-full", "free some space or choose another disk"},
    CodeRow{ErrorCode::Io, "io", "check the disk and try again"},
    CodeRow{ErrorCode::Network, "network", "check the connection and try again"},
    CodeRow{ErrorCode::Timeout, "timeout", "try again in a moment"},
    CodeRow{ErrorCode::Tls, "tls", "check the certificate and the clock of this machine"},
    CodeRow{ErrorCode::Unauthorized, "unauthorized", "log in with a token that may read it"},
    CodeRow{ErrorCode::Corrupt, "corrupt", "fetch the file again from where it came"},
    CodeRow{ErrorCode::Unsupported, "unsupported", "use a model or an option that Reverie knows"},
    CodeRow{ErrorCode::OutOfMemory, "out-of-memory", "choose a smaller size or batch, or close other programs"},
    CodeRow{ErrorCode::DeviceLost, "device-lost", "try again with the CPU (--device cpu)"},
    CodeRow{ErrorCode::InvalidNumbers, "invalid-numbers", "try 32 bits (--dtype fp32) or another model"},
    CodeRow{ErrorCode::WorkerDied, "worker-died", "try again; the engine is started anew"},
    CodeRow{ErrorCode::Busy, "busy", "wait until the other job is done"},
    CodeRow{ErrorCode::Internal, "internal", "please report this with the log"},
};

const CodeRow& row(ErrorCode code)
{
    return *std::find_if(kCodes.begin(), kCodes.end(), [code](const CodeRow& each) { return each.code == code; });
}

}  // namespace

QString sentence(const Error& error)
{
    const QString advice = error.remedy.isEmpty() ? QString::fromUtf8(row(error.code).advice) : error.remedy;
    const QString what = error.detail.isEmpty() ? errorCodeName(error.code) : error.detail;
    return advice.isEmpty() ? what + QLatin1Char('.') : what + QStringLiteral("; ") + advice + QLatin1Char('.');
}

QString errorCodeName(ErrorCode code)
{
    return QString::fromLatin1(row(code).name);
}

ErrorCode errorCodeFromName(const QString& name)
{
    const auto* found = std::find_if(
        kCodes.begin(), kCodes.end(), [&](const CodeRow& each) { return name == QLatin1String(each.name); });
    return found == kCodes.end() ? ErrorCode::Internal : found->code;
}

}  // namespace reverie
