#pragma once

#include <QString>

#include <cstdint>

namespace reverie::engine {

/// Memory that this process can still take without swapping or being killed: the least of what the system has to give,
/// what each of its control groups (version 2) leaves, and what the limit of its address space leaves.
/// \param root where /proc and /sys are, for tests
[[nodiscard]] std::uint64_t freeMemoryBytes(const QString& root = QStringLiteral("/"));

/// The text after "name:" in a file of /proc, or nothing.
[[nodiscard]] QString procValue(const QString& path, const QString& name);
/// Of a value such as "1234 kB".
[[nodiscard]] std::uint64_t kilobytes(const QString& value);

}  // namespace reverie::engine
