#pragma once

#include <atomic>
#include <memory>

namespace reverie {

/// A flag that one thread sets and another looks at. Copies share the flag; safe from any thread.
/// A default-made one is never cancelled by anybody else, so it serves where nothing can be cancelled.
class Cancellation final {
public:
    void cancel() noexcept { m_state->store(State::Cancelled, std::memory_order_relaxed); }
    /// Cancels too, but what there is by then is wanted. What is cancelled already stays so.
    void stop() noexcept
    {
        State before = State::GoesOn;
        m_state->compare_exchange_strong(before, State::Stopped, std::memory_order_relaxed);
    }
    /// By either.
    [[nodiscard]] bool isCancelled() const noexcept
    {
        return m_state->load(std::memory_order_relaxed) != State::GoesOn;
    }
    [[nodiscard]] bool isStopped() const noexcept { return m_state->load(std::memory_order_relaxed) == State::Stopped; }

private:
    enum class State { GoesOn, Stopped, Cancelled };

    std::shared_ptr<std::atomic<State>> m_state = std::make_shared<std::atomic<State>>(State::GoesOn);
};

}  // namespace reverie
