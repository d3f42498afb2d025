#include "app/desktop/desktop.h"

#include "app/desktop/desktop_services.h"
#include "app/desktop/desktop_signs.h"
#include "app/desktop/single_instance.h"
#include "app/desktop/sleep_guard.h"
#include "app/desktop/watched_application.h"
#include "app/signals/interruption.h"
#include "core/base/log.h"
#include "ui/main_window/main_window.h"
#include "ui/widgets/english_plurals.h"

#include <QApplication>
#include <QDir>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace reverie::app {
namespace {

#if defined(QT_NO_DEBUG) && !defined(QT_FORCE_ASSERTS)
using Application = QApplication;
#else
using Application = WatchedApplication;
#endif

/// What does not come to rest by then is ended by force, when the services go.
constexpr int kParkingMs = 2000;

int complain(const QString& sentence)
{
    std::fprintf(stderr, "reverie: %s\n", qPrintable(sentence));
    return 1;
}

/// Qt ends the program by itself where no display answers, with words for developers.
void sayThatThereIsNoDisplay(QtMsgType type, const QMessageLogContext&, const QString&)
{
    if (type == QtFatalMsg)
        std::_Exit(complain(QStringLiteral("there is no display that the window can open on; start it in a desktop "
                                           "session, or name a command (reverie --help).")));
}

void joinStart(ui::MainWindow& window, DesktopServices& services)
{
    QObject::connect(&window, &ui::MainWindow::usable, &services, [&services] { services.open(); });
}

void joinEnd(ui::MainWindow& window, DesktopServices& services)
{
    QObject::connect(&window, &ui::MainWindow::closing, &services, [&services] {
        services.queue().park();
        QTimer::singleShot(kParkingMs, qApp, &QApplication::quit);
    });
    QObject::connect(&services.queue(), &queue::Dispatcher::parked, qApp, &QApplication::quit);
}

}  // namespace

int runDesktop(int& argc, char** argv, const DesktopWish& wish)
{
    qInstallMessageHandler(&sayThatThereIsNoDisplay);
    const Application application(argc, argv);
    // A log-out sends several of them.
    const Interruption interruption({SIGINT, SIGTERM, SIGHUP}, SecondSignal::IsIgnored);
    installLog(logLevelFromName(wish.logLevel).value_or(LogLevel::Warning));
    ui::EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    QApplication::setApplicationName(QStringLiteral("reverie"));
    QApplication::setDesktopFileName(QStringLiteral("reverie"));
    QApplication::setQuitOnLastWindowClosed(false);
    const Paths paths = Paths::forProcess(wish.dataDir);
    if (!QDir().mkpath(paths.data()))
        return complain(QStringLiteral("%1 cannot be made; name another place with --data-dir.").arg(paths.data()));
    const SingleInstance instance(paths.data());
    if (!instance.isFirst())
        return instance.handOver(wish.files)
            ? 0
            : complain(QStringLiteral("Reverie is open already but does not answer; close it and try again."));
    DesktopServices services(paths);
    ui::MainWindow window(services.forWindow());
    QObject::connect(&instance, &SingleInstance::raiseWanted, &window, &ui::MainWindow::raiseWith);
    const SleepGuard guard(services.queue(), services.settings());
    DesktopSigns signs(services.queue(), services.settings(), [&window] { return window.isInFront(); });
    QObject::connect(&signs, &DesktopSigns::windowWanted, &window, [&window] { window.raiseWith({}); });
    QObject::connect(&window, &ui::MainWindow::usable, &signs, &DesktopSigns::listen);
    joinStart(window, services);
    joinEnd(window, services);
    QObject::connect(&interruption, &Interruption::requested, &window, &QWidget::close);
    window.open();
    if (!wish.files.isEmpty())
        window.raiseWith(wish.files);
    return QApplication::exec();
}

}  // namespace reverie::app
