#include "app/desktop/desktop.h"

#include "app/desktop/desktop_services.h"
#include "app/desktop/desktop_signs.h"
#include "app/desktop/entrance.h"
#include "app/desktop/sleep_guard.h"
#include "app/desktop/watched_application.h"
#include "app/signals/interruption.h"
#include "core/base/log.h"
#include "ui/main_window/main_window.h"
#include "ui/widgets/english_plurals.h"

#include <QApplication>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>

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

/// Qt ends the program by itself where it can open no window, with words for developers.
void sayWhyThereIsNoWindow(QtMsgType type, const QMessageLogContext&, const QString& words)
{
    // Qt may try several before it ends; the last one counts.
    static bool isPartMissing = false;
    if (words.contains(QLatin1String("the Qt platform plugin")))
        isPartMissing = words.startsWith(QLatin1String("Could not find"));
    if (type != QtFatalMsg)
        return;
    std::_Exit(complain(isPartMissing
            ? QStringLiteral("the part of Qt that opens windows (its platform plug-in %1) is missing; install Qt 6's "
                             "base packages again, or name a command (reverie --help).")
                  .arg(qEnvironmentVariable("QT_QPA_PLATFORM", QStringLiteral("xcb")))
            : QStringLiteral("there is no display that the window can open on; start it in a desktop session, or name "
                             "a command (reverie --help).")));
}

/// Everything from the entrance to the end.
class Desktop final {
public:
    Desktop(const Entrance& entrance, const QStringList& files);

    void close() { m_window.close(); }

private:
    void joinEnd();

    DesktopServices m_services;
    ui::MainWindow m_window;
    const SleepGuard m_guard;
    DesktopSigns m_signs;
};

Desktop::Desktop(const Entrance& entrance, const QStringList& files)
    : m_services(entrance.paths()), m_window(m_services.forWindow()),
      m_guard(m_services.queue(), m_services.settings()),
      m_signs(m_services.queue(), m_services.settings(), [this] { return m_window.isInFront(); })
{
    QObject::connect(&entrance.instance(), &SingleInstance::raiseWanted, &m_window, &ui::MainWindow::raiseWith);
    QObject::connect(&m_signs, &DesktopSigns::windowWanted, &m_window, [this] { m_window.raiseWith({}); });
    QObject::connect(&m_window, &ui::MainWindow::usable, &m_signs, &DesktopSigns::listen);
    QObject::connect(&m_window, &ui::MainWindow::usable, &m_services, &DesktopServices::open);
    joinEnd();
    m_window.open();
    if (!files.isEmpty())
        m_window.raiseWith(files);
}

void Desktop::joinEnd()
{
    QObject::connect(&m_window, &ui::MainWindow::closing, &m_services, [this] {
        m_services.queue().park();
        QTimer::singleShot(kParkingMs, qApp, &QApplication::quit);
    });
    QObject::connect(&m_services.queue(), &queue::Dispatcher::parked, qApp, &QApplication::quit);
}

}  // namespace

int runDesktop(int& argc, char** argv, const DesktopWish& wish)
{
    qInstallMessageHandler(&sayWhyThereIsNoWindow);
    const Application application(argc, argv);
    // A log-out sends several of them.
    const Interruption interruption({SIGINT, SIGTERM, SIGHUP}, SecondSignal::IsIgnored);
    installLog(logLevelFromName(wish.logLevel).value_or(LogLevel::Warning));
    ui::EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    QApplication::setApplicationName(QStringLiteral("reverie"));
    QApplication::setDesktopFileName(QStringLiteral("reverie"));
    QApplication::setQuitOnLastWindowClosed(false);
    Entrance entrance(Paths::forProcess(wish.dataDir), wish.files);
    std::unique_ptr<Desktop> desktop;
    QObject::connect(
        &entrance, &Entrance::entered, qApp, [&] { desktop = std::make_unique<Desktop>(entrance, wish.files); });
    QObject::connect(&entrance, &Entrance::left, qApp, [](int code) { QApplication::exit(code); });
    QObject::connect(&interruption, &Interruption::requested, qApp, [&desktop] {
        if (desktop)
            desktop->close();
        else
            QApplication::quit();
    });
    QTimer::singleShot(0, &entrance, &Entrance::begin);
    return QApplication::exec();
}

}  // namespace reverie::app
