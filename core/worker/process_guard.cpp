#include "core/worker/process_guard.h"

#include "core/io/system_error.h"

#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace reverie::worker {
namespace {

constexpr int kPipeBytes = 1 << 20;

/// True when the parent is still there to be told about its death.
bool dieWithParent()
{
    const pid_t parent = ::getppid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    return ::getppid() == parent;
}

/// Best effort: without it the kernel chooses by size, which mostly means this process anyway.
void offerOneselfToTheOomKiller()
{
    const io::UniqueFd file(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
    [[maybe_unused]] const ssize_t written = ::write(file.get(), "500", 3);
}

/// Moves `standard` to a private descriptor and puts `replacement` in its place.
Result<io::UniqueFd> takeAway(int standard, int replacement)
{
    io::UniqueFd moved(::fcntl(standard, F_DUPFD_CLOEXEC, 3));
    if (!moved.isOpen() || ::dup2(replacement, standard) < 0)
        return tl::unexpected(io::systemError(errno, QStringLiteral("the pipe to the parent could not be kept")));
    return moved;
}

}  // namespace

Result<Channels> guardProcess()
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGINT, SIG_IGN);
    offerOneselfToTheOomKiller();
    if (!dieWithParent())
        return fail(ErrorCode::Io, QStringLiteral("the parent has already ended"));
    const io::UniqueFd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    auto input = takeAway(STDIN_FILENO, nothing.get());
    if (!input)
        return failWith(std::move(input));
    auto output = takeAway(STDOUT_FILENO, STDERR_FILENO);
    if (!output)
        return failWith(std::move(output));
    // Fewer switches while pictures travel; where the kernel refuses, the pipe keeps its size.
    ::fcntl(output->get(), F_SETPIPE_SZ, kPipeBytes);
    return Channels{std::move(*input), std::move(*output)};
}

}  // namespace reverie::worker
