#pragma once

#include "core/net/body_sink.h"

#include <functional>

namespace reverie {

/// Keeps what a transfer brings, and can say no.
class KeptBody final : public net::BodySink {
public:
    Result<void> begin(const net::HttpReply& head) override
    {
        ++m_begun;
        m_head = head;
        return m_onBegin ? m_onBegin() : Result<void>{};
    }
    Result<void> add(std::span<const std::byte> bytes) override
    {
        m_bytes.append(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
        return m_onAdd ? m_onAdd() : Result<void>{};
    }

    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }
    [[nodiscard]] const net::HttpReply& head() const { return m_head; }
    [[nodiscard]] int begun() const { return m_begun; }
    void onBegin(std::function<Result<void>()> call) { m_onBegin = std::move(call); }
    void onAdd(std::function<Result<void>()> call) { m_onAdd = std::move(call); }

private:
    QByteArray m_bytes;
    net::HttpReply m_head;
    int m_begun = 0;
    std::function<Result<void>()> m_onBegin;
    std::function<Result<void>()> m_onAdd;
};

}  // namespace reverie
