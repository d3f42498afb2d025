#pragma once

#include "core/engine/shape_graphs.h"

namespace reverie::test {

/// Records work as a card would, but plays it by calling it again, and counts.
struct FakeRecorder {
    int recorded = 0;
    int played = 0;
    int forgotten = 0;

    [[nodiscard]] engine::Recorder recorder()
    {
        return [this](const std::function<void()>& work) {
            ++recorded;
            work();
            return std::make_unique<Recording>(*this, work);
        };
    }

private:
    class Recording final : public engine::Recording {
    public:
        Recording(FakeRecorder& owner, const std::function<void()>& work) : m_owner(owner), m_work(work) { }
        ~Recording() override { ++m_owner.forgotten; }
        Recording(const Recording&) = delete;
        Recording& operator=(const Recording&) = delete;
        void play() override
        {
            ++m_owner.played;
            m_work();
        }

    private:
        FakeRecorder& m_owner;
        const std::function<void()>& m_work;
    };
};

}  // namespace reverie::test
