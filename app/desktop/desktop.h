#pragma once

#include <QString>
#include <QStringList>

namespace reverie::app {

/// What the program's words ask of the window.
struct DesktopWish {
    QString dataDir;    ///< empty = the usual places
    QString logLevel;   ///< "warning"
    QStringList files;  ///< to open: pictures for their recipes, models
};

/// Opens the window and runs until it is closed; returns the exit code. A second start for the same data raises the
/// first, hands its files over and ends. Makes the application: none may exist.
int runDesktop(int& argc, char** argv, const DesktopWish& wish);

}  // namespace reverie::app
