#pragma once

#include <QByteArray>

#include <utility>

namespace reverie {

/// A token or password. Nothing turns it into text by itself (no stream, no QDebug, no QString), so that none ends in a
/// log, an error or a file by accident; its bytes are overwritten when it goes. A plain value.
class Secret final {
public:
    Secret() = default;
    explicit Secret(QByteArray bytes) : m_bytes(std::move(bytes)) { m_bytes.detach(); }
    Secret(const Secret& other) : m_bytes(other.m_bytes.constData(), other.m_bytes.size()) { }
    Secret(Secret&& other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) { }
    Secret& operator=(Secret other) noexcept
    {
        std::swap(m_bytes, other.m_bytes);
        return *this;
    }
    ~Secret() { wipe(); }

    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }
    /// The bytes themselves, for the one place that sends or keeps them. Not to be copied elsewhere.
    [[nodiscard]] const QByteArray& reveal() const { return m_bytes; }

    bool operator==(const Secret&) const = default;

private:
    void wipe() noexcept
    {
        volatile char* bytes = m_bytes.isEmpty() ? nullptr : m_bytes.data();
        for (qsizetype i = 0; i < m_bytes.size(); ++i)
            bytes[i] = 0;
    }

    QByteArray m_bytes;
};

}  // namespace reverie
