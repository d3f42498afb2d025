#include "core/engine/machine.h"

#include "core/engine/devices.h"
#include "core/engine/free_memory.h"

#include <QRegularExpression>

#include <dlfcn.h>
#include <sys/sysinfo.h>

#include <array>

namespace reverie::engine {

namespace {

/// Of a size as torch writes it, such as "1.50 GiB".
std::uint64_t binaryUnits(const QString& size)
{
    const double value = size.section(QLatin1Char(' '), 0, 0).toDouble();
    const auto unit = QStringLiteral("KMG").indexOf(size.section(QLatin1Char(' '), 1).front());
    return static_cast<std::uint64_t>(value * static_cast<double>(std::uint64_t{1} << (10 * (unit + 1))));
}

QString fullMemory(std::uint64_t neededBytes, std::uint64_t freeBytes)
{
    const QString free = readableBytes(freeBytes);
    if (neededBytes == 0)
        return QStringLiteral("the memory is full: %1 was free, which was not enough").arg(free);
    return QStringLiteral("the memory is full: %1 was needed at once, %2 was free")
        .arg(readableBytes(neededBytes), free);
}

DeviceFacts cpu()
{
    struct sysinfo info { };
    const bool isKnown = sysinfo(&info) == 0;
    const QString label = procValue(QStringLiteral("/proc/cpuinfo"), QStringLiteral("model name"));
    return {QStringLiteral("cpu"), label.isEmpty() ? QStringLiteral("CPU") : label,
        isKnown ? std::uint64_t{info.totalram} * info.mem_unit : 0};
}

/// What the driver says about its card number `index`; countCudaDevices has initialised it.
DeviceFacts card(int index)
{
    DeviceFacts facts{QStringLiteral("cuda:%1").arg(index), QStringLiteral("NVIDIA graphics card"), 0};
    void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_GLOBAL);
    if (!driver)
        return facts;
    const auto name = reinterpret_cast<int (*)(char*, int, int)>(dlsym(driver, "cuDeviceGetName"));
    const auto memory = reinterpret_cast<int (*)(std::size_t*, int)>(dlsym(driver, "cuDeviceTotalMem_v2"));
    std::array<char, 256> label{};
    if (name && name(label.data(), static_cast<int>(label.size()), index) == 0)
        facts.label = QString::fromUtf8(label.data());
    std::size_t bytes = 0;
    if (memory && memory(&bytes, index) == 0)
        facts.memoryBytes = bytes;
    return facts;
}

}  // namespace

std::vector<DeviceFacts> machineDevices()
{
    std::vector<DeviceFacts> devices{cpu()};
    const int cards = countCudaDevices().value_or(0);
    for (int i = 0; i < cards; ++i)
        devices.push_back(card(i));
    return devices;
}

std::uint64_t peakMemoryBytes()
{
    return kilobytes(procValue(QStringLiteral("/proc/self/status"), QStringLiteral("VmHWM")));
}

Error withMemoryFigures(Error error, std::uint64_t freeBytes)
{
    const QString message = error.context.empty() ? QString() : error.context.front();
    static const QRegularExpression kCpu(QStringLiteral("allocate ([0-9]+) bytes"));
    static const QRegularExpression kCard(QStringLiteral("allocate ([0-9.]+ [KMG]iB)\\..* ([0-9.]+ [KMG]iB) is free"));
    error.freeBytes = freeBytes;
    if (const auto match = kCpu.match(message); match.hasMatch())
        error.neededBytes = match.captured(1).toULongLong();
    if (const auto match = kCard.match(message); match.hasMatch()) {
        error.neededBytes = binaryUnits(match.captured(1));
        error.freeBytes = binaryUnits(match.captured(2));
    }
    error.detail = fullMemory(error.neededBytes, error.freeBytes);
    return error;
}

Result<void> checkMemory(std::uint64_t neededBytes, std::uint64_t freeBytes)
{
    if (neededBytes <= freeBytes)
        return {};
    return tl::unexpected<Error>(
        Error{ErrorCode::OutOfMemory, fullMemory(neededBytes, freeBytes), {}, {}, neededBytes, freeBytes});
}

QString readableBytes(std::uint64_t bytes)
{
    const auto size = static_cast<double>(bytes);
    if (size >= 1e9)
        return QStringLiteral("%1 GB").arg(size / 1e9, 0, 'f', 1);
    return QStringLiteral("%1 MB").arg(size / 1e6, 0, 'f', 0);
}

}  // namespace reverie::engine
