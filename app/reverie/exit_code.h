#pragma once

#include "app/reverie/command.h"

namespace reverie::app {

/// Wrong usage for a value that no run could use, cancelled or interrupted, else failed.
[[nodiscard]] inline int exitCode(const Error& error, bool wasInterrupted)
{
    if (wasInterrupted)
        return Interrupted;
    if (error.code == ErrorCode::Cancelled)
        return Cancelled;
    return error.code == ErrorCode::InvalidArgument ? WrongUsage : Failed;
}

}  // namespace reverie::app
