#include "core/engine/free_memory.h"

#include <QFile>

#include <algorithm>
#include <limits>
#include <optional>
#include <sys/resource.h>

namespace reverie::engine {
namespace {

constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::optional<std::uint64_t> numberIn(const QByteArray& text)
{
    bool isNumber = false;
    const std::uint64_t number = text.trimmed().toULongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

/// The files that the group has read lately count as its memory, but are given up when memory runs short.
std::uint64_t reclaimable(const QString& group)
{
    for (const QByteArray& line : contentOf(group + QStringLiteral("/memory.stat")).split('\n'))
        if (line.startsWith("inactive_file "))
            return numberIn(line.mid(14)).value_or(0);
    return 0;
}

std::uint64_t leftIn(const QString& group)
{
    const auto limit = numberIn(contentOf(group + QStringLiteral("/memory.max")));
    const auto used = numberIn(contentOf(group + QStringLiteral("/memory.current")));
    if (!limit || !used)
        return kUnlimited;
    return *limit - std::min(*limit, *used - std::min(*used, reclaimable(group)));
}

/// A group obeys the limits of all groups around it.
std::uint64_t leftInControlGroups(const QString& root)
{
    const QByteArray own = contentOf(root + QStringLiteral("proc/self/cgroup"));
    const auto line = own.startsWith("0::") ? own.mid(3, own.indexOf('\n') - 3) : QByteArray("/");
    const QString top = root + QStringLiteral("sys/fs/cgroup");
    std::uint64_t left = kUnlimited;
    for (QString path = QString::fromUtf8(line); !path.isEmpty();
         path.truncate(std::max<qsizetype>(path.lastIndexOf(u'/'), 0)))
        left = std::min(left, leftIn(top + path));
    return std::min(left, leftIn(top));
}

std::uint64_t leftInAddressSpace(const QString& root)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return kUnlimited;
    const std::uint64_t used =
        kilobytes(procValue(root + QStringLiteral("proc/self/status"), QStringLiteral("VmSize")));
    return limit.rlim_cur - std::min<std::uint64_t>(limit.rlim_cur, used);
}

}  // namespace

std::uint64_t freeMemoryBytes(const QString& root)
{
    const std::uint64_t system =
        kilobytes(procValue(root + QStringLiteral("proc/meminfo"), QStringLiteral("MemAvailable")));
    return std::min({system, leftInControlGroups(root), leftInAddressSpace(root)});
}

QString procValue(const QString& path, const QString& name)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    for (QByteArray line = file.readLine(); !line.isEmpty(); line = file.readLine()) {
        const QString text = QString::fromUtf8(line);
        if (text.section(QLatin1Char(':'), 0, 0).trimmed() == name)
            return text.section(QLatin1Char(':'), 1).trimmed();
    }
    return {};
}

std::uint64_t kilobytes(const QString& value)
{
    return value.section(QLatin1Char(' '), 0, 0).toULongLong() * 1024;
}

}  // namespace reverie::engine
