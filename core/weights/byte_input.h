#pragma once

#include <QtGlobal>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reverie::weights {

/// Bytes that are read forwards; nothing beyond their end is ever touched. The bytes outlive it.
class ByteInput final {
public:
    explicit ByteInput(std::string_view bytes) : m_rest(bytes) { }

    [[nodiscard]] std::size_t remaining() const { return m_rest.size(); }

    /// The next `count` bytes, or nothing where fewer are left.
    [[nodiscard]] std::optional<std::string_view> take(std::uint64_t count)
    {
        if (count > m_rest.size())
            return std::nullopt;
        const std::string_view taken = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return taken;
    }

    /// The next `bytes` bytes, at most 8, as an unsigned little-endian number.
    [[nodiscard]] std::optional<std::uint64_t> number(std::size_t bytes)
    {
        const auto taken = take(bytes);
        if (!taken)
            return std::nullopt;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i)
            value |= std::uint64_t{static_cast<unsigned char>((*taken)[i])} << (8 * i);
        return value;
    }

    /// What stands before the next line break, which is passed over, or nothing where there is none.
    [[nodiscard]] std::optional<std::string_view> line()
    {
        const auto end = m_rest.find('\n');
        if (end == std::string_view::npos)
            return std::nullopt;
        const auto taken = take(end);
        m_rest.remove_prefix(1);
        return taken;
    }

private:
    std::string_view m_rest;
};

/// Unsigned little-endian numbers one after the other in bytes that are known to be there.
class ByteFields final {
public:
    explicit ByteFields(std::string_view bytes) : m_input(bytes) { }

    /// \param bytes at most 8 and at most what is left (else Q_ASSERT)
    std::uint64_t next(std::size_t bytes)
    {
        const auto value = m_input.number(bytes);
        Q_ASSERT(value.has_value());
        return value.value_or(0);
    }
    void skip(std::size_t bytes) { static_cast<void>(m_input.take(bytes)); }

private:
    ByteInput m_input;
};

}  // namespace reverie::weights
