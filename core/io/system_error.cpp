#include "core/io/system_error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace reverie::io {
namespace {

struct NumberRow {
    int number;
    ErrorCode code;
    const char* reason;
};

constexpr std::array kNumbers = {
    NumberRow{ENOSPC, ErrorCode::DiskFull, "the disk is full"},
    NumberRow{EDQUOT, ErrorCode::DiskFull, "your disk quota is used up"},
    NumberRow{EFBIG, ErrorCode::DiskFull, "the file may not grow any further"},
    NumberRow{EACCES, ErrorCode::Permission, "permission denied"},
    NumberRow{EPERM, ErrorCode::Permission, "permission denied"},
    NumberRow{EROFS, ErrorCode::Permission, "the disk is read-only"},
    NumberRow{ENOENT, ErrorCode::NotFound, "there is no such file or folder"},
    NumberRow{ENOTDIR, ErrorCode::NotFound, "a part of the path is not a folder"},
    NumberRow{ELOOP, ErrorCode::Permission, "it is a symbolic link, or one of a loop, and is not followed"},
    NumberRow{EEXIST, ErrorCode::AlreadyExists, "it exists already"},
};

}  // namespace

Error systemError(int number, const QString& what)
{
    const auto* row =
        std::find_if(kNumbers.begin(), kNumbers.end(), [&](const NumberRow& r) { return r.number == number; });
    if (row != kNumbers.end())
        return Error{row->code, what + QStringLiteral(": ") + QLatin1String(row->reason), {}, {}};
    const QString reason = QString::fromStdString(std::generic_category().message(number)).toLower();
    return Error{ErrorCode::Io, what + QStringLiteral(": ") + reason, {}, {}};
}

}  // namespace reverie::io
