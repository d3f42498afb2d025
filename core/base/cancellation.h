#pragma once

#include <atomic>
#include <memory>

namespace reverie {

/// A flag that one thread sets and another looks at. Copies share the flag; safe from any thread.
/// A default-made one is never cancelled by anybody else, so it serves where nothing can be cancelled.
class Cancellation final {
public:
    void cancel() noexcept { m_flag->store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool isCancelled() const noexcept { return m_flag->load(std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic<bool>> m_flag = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace reverie
