#include "core/engine/model_errors.h"

#include <algorithm>
#include <array>

namespace reverie::engine {
namespace {

struct Row {
    const char* part;  // of torch's message
    ErrorCode code;
    const char* detail;
};

constexpr std::array kKnown = {
    Row{"out of memory", ErrorCode::OutOfMemory, "there is not enough memory on the device"},
    Row{"can't allocate memory", ErrorCode::OutOfMemory, "there is not enough memory"},
    Row{"CUDA error", ErrorCode::DeviceLost, "the graphics card has stopped working"},
};

}  // namespace

Error errorOf(const c10::Error& exception)
{
    const QString message = QString::fromUtf8(exception.what_without_backtrace());
    const auto* row =
        std::ranges::find_if(kKnown, [&](const Row& each) { return message.contains(QLatin1String(each.part)); });
    if (row == kKnown.end())
        return Error{ErrorCode::Internal, message.section(QLatin1Char('\n'), 0, 0), {}, {}};
    return Error{row->code, QString::fromLatin1(row->detail), {}, {message}};
}

}  // namespace reverie::engine
