#include "app/desktop/watched_application.h"

#include <QDebug>
#include <QMetaEnum>

#include <ctime>

namespace reverie::app {
namespace {

double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

}  // namespace

bool WatchedApplication::notify(QObject* receiver, QEvent* event)
{
    if (m_isWatching)
        return QApplication::notify(receiver, event);
    // The receiver may be gone afterwards.
    const char* type = QMetaEnum::fromType<QEvent::Type>().valueToKey(event->type());
    const char* name = receiver->metaObject()->className();
    m_isWatching = true;
    const double before = threadMs();
    const bool isTaken = QApplication::notify(receiver, event);
    const double spent = threadMs() - before;
    m_isWatching = false;
    if (spent > kMostMs || spent > m_longestMs)
        note(spent, QStringLiteral("%1 for %2").arg(QLatin1String(type), QLatin1String(name)));
    return isTaken;
}

void WatchedApplication::note(double milliseconds, const QString& what)
{
    if (milliseconds > kMostMs)
        qInfo().noquote()
            << QStringLiteral("the window was busy for %1 ms with %2").arg(milliseconds, 0, 'f', 1).arg(what);
    if (milliseconds <= m_longestMs)
        return;
    m_longestMs = milliseconds;
    m_longest = what;
}

void WatchedApplication::forget()
{
    m_longestMs = 0;
    m_longest.clear();
}

}  // namespace reverie::app
