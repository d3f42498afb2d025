#pragma once

#include "core/base/result.h"
#include "core/io/unique_fd.h"

namespace reverie::worker {

/// The pipes to the parent, under descriptors that no library knows.
struct Channels {
    io::UniqueFd input;
    io::UniqueFd output;
};

/// Makes this process a good worker; call first in main(). Afterwards
/// - whatever a library prints on stdout goes to stderr, and standard input is empty: nothing disturbs the stream;
/// - the process ends when its parent ends, however that happens;
/// - Ctrl+C in a terminal is the parent's affair, and a closed pipe is an error of write(), not a signal;
/// - when memory runs out, the kernel ends this process before any window.
/// Io when the descriptors cannot be moved.
[[nodiscard]] Result<Channels> guardProcess();

}  // namespace reverie::worker
