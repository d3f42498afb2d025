#include "core/hub/process_identity.h"

#include <QFile>
#include <QSysInfo>

#include <array>
#include <unistd.h>

namespace reverie::hub {
namespace {

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString bootNow()
{
    return QString::fromLatin1(content(QStringLiteral("/proc/sys/kernel/random/boot_id")).trimmed());
}

QString spaceNow()
{
    std::array<char, 64> target;
    const ssize_t count = ::readlink("/proc/self/ns/pid", target.data(), target.size());
    return QString::fromLatin1(target.data(), std::max<ssize_t>(count, 0));
}

QString machineNow()
{
    return QString::fromLatin1(QSysInfo::machineUniqueId()) + QLatin1Char(' ') + QSysInfo::machineHostName();
}

/// Field 22 of stat; the second, the program's name, may hold spaces and brackets.
QString beginOf(qint64 number)
{
    const QByteArray stat = content(QStringLiteral("/proc/%1/stat").arg(number));
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    return QString::fromLatin1(fields.value(19));
}

}  // namespace

ProcessIdentity ProcessIdentity::own()
{
    return {machineNow(), bootNow(), spaceNow(), ::getpid(), beginOf(::getpid())};
}

ProcessIdentity::Life ProcessIdentity::life() const
{
    if (isOfThisBoot() && space == spaceNow())
        return beginOf(number) == began ? Life::Runs : Life::Ended;
    const bool wasRestarted = !boot.isEmpty() && !isOfThisBoot() && machine == machineNow();
    return wasRestarted ? Life::Ended : Life::Unknown;
}

bool ProcessIdentity::isOfThisBoot() const
{
    return !boot.isEmpty() && boot == bootNow();
}

}  // namespace reverie::hub
