#include "app/reverie/system_facts.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <array>
#include <sched.h>

namespace reverie::app {
namespace {

/// Files of /proc say they have no size, so they are read to their end; long ones are cut.
QString textOf(const QString& path)
{
    constexpr qint64 kEnough = 1 << 16;
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.read(kEnough)) : QString();
}

/// The text behind "key   :" in the first line that has it.
QString field(const QString& text, const QString& key)
{
    const QRegularExpression line(
        QStringLiteral("^%1\\s*:\\s*(.*)$").arg(QRegularExpression::escape(key)), QRegularExpression::MultilineOption);
    return line.match(text).captured(1).trimmed();
}

std::uint64_t kilobytes(const QString& text, const QString& key)
{
    return field(text, key).section(QLatin1Char(' '), 0, 0).toULongLong() * 1024;
}

QStringList namedFeatures(const QString& flags)
{
    struct Feature {
        const char* flag;
        const char* name;
    };
    constexpr std::array kFeatures = {Feature{"avx2", "AVX2"}, Feature{"avx512f", "AVX-512"},
        Feature{"avx512_vnni", "VNNI"}, Feature{"avx512_bf16", "BF16"}, Feature{"amx_tile", "AMX"}};
    const QStringList present = flags.split(QLatin1Char(' '));
    QStringList names;
    for (const Feature& feature : kFeatures)
        if (present.contains(QLatin1String(feature.flag)))
            names << QString::fromLatin1(feature.name);
    return names;
}

int usableCores()
{
    cpu_set_t set;
    return ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

/// Display and 3D controllers (class 0x03....) of NVIDIA (0x10de).
int nvidiaCards(const QString& root)
{
    const QDir devices(root + QStringLiteral("/sys/bus/pci/devices"));
    int cards = 0;
    for (const QString& device : devices.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString folder = devices.filePath(device);
        const bool isNvidia = textOf(folder + QStringLiteral("/vendor")).trimmed() == QLatin1String("0x10de");
        const bool isDisplay = textOf(folder + QStringLiteral("/class")).startsWith(QLatin1String("0x03"));
        cards += isNvidia && isDisplay ? 1 : 0;
    }
    return cards;
}

QStringList gpuNames(const QString& root)
{
    const QDir folder(root + QStringLiteral("/proc/driver/nvidia/gpus"));
    QStringList names;
    for (const QString& gpu : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        names << field(textOf(folder.filePath(gpu) + QStringLiteral("/information")), QStringLiteral("Model"));
    return names;
}

QString driverVersion(const QString& root)
{
    static const QRegularExpression version(QStringLiteral("Kernel Module.*?\\s(\\d+\\.\\d+(\\.\\d+)?)\\s"));
    return version.match(textOf(root + QStringLiteral("/proc/driver/nvidia/version"))).captured(1);
}

}  // namespace

SystemFacts readSystemFacts(const QString& root)
{
    const QString processor = textOf(root + QStringLiteral("/proc/cpuinfo"));
    const QString memory = textOf(root + QStringLiteral("/proc/meminfo"));
    SystemFacts facts;
    facts.processor = field(processor, QStringLiteral("model name"));
    facts.cores = usableCores();
    facts.cpuFeatures = namedFeatures(field(processor, QStringLiteral("flags")));
    facts.memoryBytes = kilobytes(memory, QStringLiteral("MemTotal"));
    facts.availableBytes = kilobytes(memory, QStringLiteral("MemAvailable"));
    facts.gpus = gpuNames(root);
    facts.nvidiaCards = nvidiaCards(root);
    facts.driver = driverVersion(root);
    return facts;
}

}  // namespace reverie::app
