#include "app/reverie/console.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace reverie::app {
namespace {

void writeLine(std::FILE* stream, const QByteArray& line)
{
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stream);
    std::fputc('\n', stream);
    std::fflush(stream);
}

}  // namespace

Console::Console(bool isUnicode) : m_isErrTerminal(::isatty(STDERR_FILENO) == 1), m_isUnicode(isUnicode) { }

void Console::print(const QString& line)
{
    clearTransient();
    writeLine(stdout, line.toUtf8());
}

void Console::print(const nlohmann::json& object)
{
    clearTransient();
    const std::string text = object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    writeLine(stdout, QByteArray::fromStdString(text));
}

void Console::note(const QString& line)
{
    clearTransient();
    writeLine(stderr, line.toUtf8());
}

void Console::complain(const Error& error)
{
    note(QStringLiteral("reverie: ") + sentence(error));
}

void Console::showTransient(const QString& line)
{
    if (!m_isErrTerminal)
        return;
    std::fprintf(stderr, "\r\x1b[K%s", line.left(columns() - 1).toUtf8().constData());
    std::fflush(stderr);
    m_hasTransient = true;
}

int Console::columns() const
{
    winsize size = {};
    const bool isKnown = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return isKnown ? size.ws_col : 80;
}

bool Console::flush()
{
    clearTransient();
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

void Console::clearTransient()
{
    if (!m_hasTransient)
        return;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    m_hasTransient = false;
}

}  // namespace reverie::app
