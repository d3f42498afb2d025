#include "app/reverie/open_window.h"
#include "app/reverie/program.h"

#include <QCoreApplication>

#include <clocale>
#include <csignal>
#include <cstring>
#include <langinfo.h>

namespace {

/// Qt works in UTF-8 and says so loudly under any other locale; file names and prompts are UTF-8 either way.
/// Returns whether the terminal shows UTF-8 as well. The engine inherits the locale.
bool useUtf8()
{
    std::setlocale(LC_ALL, "");
    const bool isUtf8 = std::strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    if (!isUtf8)
        qputenv("LC_ALL", "C.UTF-8");
    return isUtf8;
}

reverie::app::ProgramOutcome runCommands(int& argc, char** argv, bool isUnicode)
{
    const QCoreApplication application(argc, argv);
    return reverie::app::runProgram(QCoreApplication::arguments().mid(1), isUnicode);
}

}  // namespace

int main(int argc, char** argv)
{
    // A closed pipe is a write that fails, not the end of the program half-way through a save.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // likewise a file that may not grow
    const bool isUnicode = useUtf8();
    const reverie::app::ProgramOutcome outcome = runCommands(argc, argv, isUnicode);
    return outcome.window ? reverie::app::openWindow(argc, argv, *outcome.window) : outcome.code;
}
