#pragma once

#include <QThreadPool>
#include <QtConcurrent>

#include <utility>

namespace reverie {

/// Runs one piece of work after the other, in the order in which they were handed in, all in one and the same thread:
/// the home of a database connection, or of a file that must be written in order. `run` may be called from any thread.
class SerialThread final {
public:
    SerialThread()
    {
        m_pool.setMaxThreadCount(1);
        m_pool.setExpiryTimeout(-1);  // the same thread for life
    }
    /// Waits until all work is done.
    ~SerialThread() { finish(); }
    SerialThread(const SerialThread&) = delete;
    SerialThread& operator=(const SerialThread&) = delete;

    template <typename Work>
    auto run(Work&& work)
    {
        return QtConcurrent::run(&m_pool, std::forward<Work>(work));
    }

    /// Waits until all that was handed in so far is done.
    void finish() { m_pool.waitForDone(); }

private:
    QThreadPool m_pool;
};

}  // namespace reverie
