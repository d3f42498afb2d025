#include "core/worker/processors.h"

#include <QFile>
#include <QSet>

#include <algorithm>
#include <sched.h>

namespace reverie::worker {
namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

/// The physical cores behind the logical ones that the scheduler gives us; a core of unknown make counts as one.
int allowedCores(const QString& root)
{
    cpu_set_t allowed;
    if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
        return 1;
    QSet<QByteArray> cores;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed))
            continue;
        const QString topology = QStringLiteral("sys/devices/system/cpu/cpu%1/topology/thread_siblings_list").arg(cpu);
        const QByteArray siblings = contentOf(root + topology);
        cores.insert(siblings.isEmpty() ? QByteArray::number(cpu) : siblings);
    }
    return static_cast<int>(cores.size());
}

/// What the control group allows, rounded up, or `unlimited`. The file says "<quota> <period>" or "max <period>".
int quota(const QString& root, int unlimited)
{
    const QList<QByteArray> words = contentOf(root + QStringLiteral("sys/fs/cgroup/cpu.max")).split(' ');
    if (words.size() != 2)
        return unlimited;
    const qint64 microseconds = words[0].toLongLong();
    const qint64 period = words[1].toLongLong();
    if (microseconds <= 0 || period <= 0)
        return unlimited;
    return static_cast<int>(std::min<qint64>((microseconds + period - 1) / period, unlimited));
}

}  // namespace

int computingThreads(const QString& root)
{
    const int cores = allowedCores(root);
    return std::max(1, quota(root, cores));
}

}  // namespace reverie::worker
