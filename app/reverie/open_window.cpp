#include "app/reverie/open_window.h"

#include <QFileInfo>
#include <QLibrary>

#include <algorithm>
#include <cstdio>

namespace reverie::app {

Command windowCommand(DesktopWish& wish)
{
    Command command;
    Positional files;
    files.name = QStringLiteral("FILE");
    files.help = QStringLiteral("Pictures whose recipes are shown, models");
    files.isRequired = false;
    files.isRepeated = true;
    files.offer = Offer::Files;
    files.set = [&wish](const QString& file) -> Result<void> {
        const QFileInfo info(file);
        if (!info.exists())
            return fail(
                ErrorCode::NotFound, QStringLiteral("there is no file %1").arg(file), QStringLiteral("check its name"));
        wish.files << info.absoluteFilePath();
        return {};
    };
    command.positionals = {files};
    return command;
}

int openWindow(int& argc, char** argv, const DesktopWish& wish)
{
    using Run = int (*)(int&, char**, const DesktopWish&);
    const QString folder = QFileInfo(QFileInfo(QStringLiteral("/proc/self/exe")).symLinkTarget()).absolutePath();
    QLibrary library(folder + QStringLiteral("/libreverie_desktop.so"));
    library.setLoadHints(QLibrary::PreventUnloadHint);
    const auto run = reinterpret_cast<Run>(library.resolve("reverieRunDesktop"));
    if (run != nullptr)
        return run(argc, argv, wish);
    std::fprintf(stderr, "reverie: the window cannot be loaded (%s); install Reverie again.\n",
        qPrintable(library.errorString()));
    return Failed;
}

}  // namespace reverie::app
