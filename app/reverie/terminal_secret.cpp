#include "app/reverie/terminal_secret.h"

#include "core/io/system_error.h"

#include <array>
#include <cerrno>
#include <cstdio>
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

Result<Secret> readLine()
{
    QByteArray line;
    line.reserve(kLongest);  // never moves, so no copy of it stays behind
    char letter = 0;
    while (line.size() < kLongest) {
        const ssize_t got = ::read(STDIN_FILENO, &letter, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return tl::unexpected<Error>(io::systemError(errno, QStringLiteral("standard input")));
        if (got == 0 || letter == '\n')
            break;
        line += letter;
    }
    Secret secret(line);
    line.fill('\0');
    if (secret.isEmpty())
        return fail(ErrorCode::NotFound, QStringLiteral("no token was given"));
    return secret;
}

}  // namespace

bool isPersonThere()
{
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

Result<Secret> readSecret(const QString& prompt)
{
    if (!isPersonThere())
        return readLine();
    std::fputs(prompt.toLocal8Bit().constData(), stderr);
    std::fflush(stderr);
    const Silence silence;
    return readLine();
}

}  // namespace reverie::app
