#pragma once

#include <QString>
#include <QStringList>

#include <cstdint>

namespace reverie::app {

/// What the kernel says about this machine. Empty and 0 = unknown.
struct SystemFacts {
    QString processor;
    int cores = 0;            ///< that this process may use
    QStringList cpuFeatures;  ///< those that matter for speed: AVX2, AVX-512, BF16, AMX
    std::uint64_t memoryBytes = 0;
    std::uint64_t availableBytes = 0;  ///< that can be had without swapping
    QStringList gpus;                  ///< NVIDIA cards that the driver names
    int nvidiaCards = 0;               ///< on the PCI bus, with or without a driver
    QString driver;                    ///< NVIDIA driver version, such as "580.65.06"
};

/// Reads /proc and /sys below `root` ("/" but in tests).
[[nodiscard]] SystemFacts readSystemFacts(const QString& root);

}  // namespace reverie::app
