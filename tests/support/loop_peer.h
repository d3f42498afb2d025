#pragma once

#include "core/worker/serving_loop.h"

#include <array>
#include <future>
#include <poll.h>
#include <unistd.h>

namespace reverie::worker {

/// A serving loop on a thread of its own, and the parent's ends of its pipes.
class LoopPeer final {
public:
    explicit LoopPeer(EnginePort& engine)
    {
        if (::pipe(m_toWorker.data()) != 0 || ::pipe(m_fromWorker.data()) != 0)
            std::abort();
        m_end = std::async(std::launch::async, [this, &engine] {
            ServingLoop loop(engine, m_toWorker[0], m_fromWorker[1]);
            return loop.run();
        });
    }

    ~LoopPeer()
    {
        hangUp();
        m_end.wait();
        ::close(m_toWorker[0]);
        ::close(m_fromWorker[0]);
        ::close(m_fromWorker[1]);
    }

    void send(ToWorker message) { sendBytes(*encodeHead(toFrame(std::move(message)).header, 0)); }

    void sendBytes(const QByteArray& bytes)
    {
        if (::write(m_toWorker[1], bytes.constData(), static_cast<std::size_t>(bytes.size())) != bytes.size())
            std::abort();
    }

    /// Ends the input of the loop.
    void hangUp()
    {
        if (m_toWorker[1] >= 0)
            ::close(std::exchange(m_toWorker[1], -1));
    }

    /// The next message, or nothing when none comes within a second (or it is broken).
    std::optional<FromWorker> next()
    {
        pollfd ready{m_fromWorker[0], POLLIN, 0};
        while (::poll(&ready, 1, 1000) == 1) {
            const auto room = m_decoder.room();
            const ssize_t count = ::read(m_fromWorker[0], room.data(), room.size());
            auto frame = m_decoder.advance(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
            if (!frame || count <= 0)
                return std::nullopt;
            if (*frame)
                return asMessage(std::move(**frame));
        }
        return std::nullopt;
    }

    /// The next message of this kind; others before it are dropped.
    template <typename Message>
    std::optional<Message> nextOf()
    {
        while (auto message = next())
            if (auto* wanted = std::get_if<Message>(&*message))
                return std::move(*wanted);
        return std::nullopt;
    }

    /// How the loop ended; waits for it.
    ServingEnd end() { return m_end.get(); }

private:
    static std::optional<FromWorker> asMessage(Frame frame)
    {
        auto message = fromWorkerMessage(std::move(frame));
        return message ? std::optional(std::move(*message)) : std::nullopt;
    }

    std::array<int, 2> m_toWorker{};
    std::array<int, 2> m_fromWorker{};
    FrameDecoder m_decoder;
    std::shared_future<ServingEnd> m_end;
};

}  // namespace reverie::worker
