#include "app/reverie/terminal_input.h"

#include "app/signals/interruption.h"
#include "core/io/system_error.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace reverie::app {
namespace {

constexpr qsizetype kLongest = 4096;

/// Turns the terminal's echo off while it lives.
class Silence final {
public:
    Silence()
    {
        m_isOn = ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (m_isOn)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~Silence()
    {
        if (!m_isOn)
            return;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
        std::fputc('\n', stderr);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    termios m_before = {};
    bool m_isOn = false;
};

/// The next letter; nothing at the end of the input. A signal interrupts the wait.
Result<std::optional<char>> readLetter(const Interruption& interruption)
{
    std::array<pollfd, 2> sources{{{STDIN_FILENO, POLLIN, 0}, {interruption.descriptor(), POLLIN, 0}}};
    int ready = 0;
    do
        ready = ::poll(sources.data(), sources.size(), -1);
    while (ready < 0 && errno == EINTR && !interruption.wasRequested());
    if (interruption.wasRequested())
        return fail(ErrorCode::Cancelled, QStringLiteral("the question was left without an answer"));
    char letter = 0;
    const ssize_t got = ready < 0 ? -1 : ::read(STDIN_FILENO, &letter, 1);
    if (got < 0)
        return tl::unexpected<Error>(io::systemError(errno, QStringLiteral("standard input")));
    return got == 0 ? std::nullopt : std::optional(letter);
}

Result<Secret> readLine(const Interruption& interruption)
{
    QByteArray line;
    line.reserve(kLongest);  // never moves, so no copy of it stays behind
    while (line.size() < kLongest) {
        const auto letter = readLetter(interruption);
        if (!letter)
            return tl::unexpected<Error>(letter.error());
        if (!*letter || **letter == '\n')
            break;
        line += **letter;
    }
    Secret secret(line.trimmed());
    line.fill('\0');
    if (secret.isEmpty())
        return fail(ErrorCode::NotFound, QStringLiteral("no token was given"),
            QStringLiteral("type one, or give it on standard input"));
    return secret;
}

void ask(const QString& prompt)
{
    std::fputs(prompt.toLocal8Bit().constData(), stderr);
    std::fflush(stderr);
}

}  // namespace

bool isPersonThere()
{
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

Result<Secret> readSecret(const QString& prompt, const Interruption& interruption)
{
    if (!isPersonThere())
        return readLine(interruption);
    ask(prompt);
    const Silence silence;
    return readLine(interruption);
}

Result<void> waitForEnter(const QString& prompt, const Interruption& interruption)
{
    ask(prompt);
    while (true) {
        const auto letter = readLetter(interruption);
        if (!letter)
            return tl::unexpected<Error>(letter.error());
        if (!*letter)
            return fail(ErrorCode::NotFound, QStringLiteral("the question was left without an answer"),
                QStringLiteral("run this again"));
        if (**letter == '\n')
            return {};
    }
}

}  // namespace reverie::app
