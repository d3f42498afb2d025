#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <vector>

namespace reverie::engine {

/// What some work launches on a device, to be launched again as often as one likes.
class Recording {
public:
    virtual ~Recording() = default;
    /// Launches it on the current stream. Everything that the work read and wrote lies where it lay then.
    virtual void play() = 0;
};

/// Calls `work` and keeps what it launches; whether that runs meanwhile is the recorder's affair. Throws what the work
/// throws, and c10::Error when it cannot be recorded. `work` outlives the recording.
using Recorder = std::function<std::unique_ptr<Recording>(const std::function<void()>& work)>;

/// Work on a device that is the same every time but for the numbers in its inputs, as a step of a UNet is: recorded
/// once for each choice of shapes, then played. On a card that saves the processor's time between kernels, which is
/// more than the kernels of a small picture take.
///
/// The first time torch chooses its algorithms; the second time the work is recorded and the recording's result
/// compared with the work's own. Where that fails nothing is recorded any more, with a warning. A recording holds the
/// addresses of weights: whoever moves them calls clear(). One thread.
class ShapeGraphs final {
public:
    /// \param inputs those of a call, or tensors of the same shapes and types. The work reads no others but weights,
    /// waits for nothing, and makes its result anew. It is kept: what it refers to outlives the graphs.
    using Work = std::function<at::Tensor(const std::vector<at::Tensor>& inputs)>;

    /// One call of some work.
    struct Call {
        std::int64_t kind = 0;           ///< tells apart works whose inputs have the same shapes
        std::vector<at::Tensor> inputs;  ///< on one device; may be undefined
        std::size_t fresh = 0;  ///< so many first inputs may hold other numbers each time; nobody writes to the others
    };

    /// \param most shapes that are kept, those that were used last
    explicit ShapeGraphs(Recorder recorder, std::size_t most = 4);
    ~ShapeGraphs();

    /// What the work makes of the inputs.
    [[nodiscard]] at::Tensor run(const Call& call, const Work& work);

    /// Forgets all recordings and gives their memory back.
    void clear();

private:
    struct Graph;

    Graph& graphOf(const Call& call);
    /// Whether the recording can be played.
    bool record(Graph& graph, const Call& call, const Work& work);

    Recorder m_recorder;
    std::size_t m_most;
    std::list<Graph> m_graphs;  // the one that was used last first
    bool m_isTrusted = true;
};

}  // namespace reverie::engine
