#include "core/engine/shape_graphs.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>

#include <QtGlobal>

#include <algorithm>
#include <string>
#include <utility>

namespace reverie::engine {
namespace {

/// Shapes and types; what differs in one of them needs a recording of its own.
std::vector<std::int64_t> keyOf(const ShapeGraphs::Call& call)
{
    std::vector<std::int64_t> key{call.kind};
    for (const at::Tensor& input : call.inputs) {
        key.push_back(input.defined() ? input.dim() : -1);
        if (!input.defined())
            continue;
        key.push_back(static_cast<std::int64_t>(input.scalar_type()));
        key.insert(key.end(), input.sizes().begin(), input.sizes().end());
    }
    return key;
}

/// Kernels of one step may add in another order than the step before; what is wrong altogether is far off.
bool agree(const at::Tensor& played, const at::Tensor& computed)
{
    constexpr double kTolerance = 2e-2;
    const at::Tensor off = (played - computed).to(at::kFloat).abs().max();
    return off.item<float>() <= kTolerance * std::max(computed.to(at::kFloat).abs().max().item<float>(), 1e-3F);
}

}  // namespace

struct ShapeGraphs::Graph {
    std::vector<std::int64_t> key;
    bool hasRun = false;
    std::vector<at::Tensor> sources;  // whose numbers `inputs` hold
    std::vector<at::Tensor> inputs;   // what the recording reads
    at::Tensor output;
    std::function<void()> work;
    std::unique_ptr<Recording> recording;  // after what it reads and writes, so that it goes first

    void take(const Call& call)
    {
        for (std::size_t i = 0; i < call.inputs.size(); ++i) {
            const at::Tensor& from = call.inputs[i];
            if (!from.defined() || (i >= call.fresh && from.is_same(sources[i])))
                continue;
            inputs[i].copy_(from);
            sources[i] = from;
        }
    }
};

ShapeGraphs::ShapeGraphs(Recorder recorder, std::size_t most) : m_recorder(std::move(recorder)), m_most(most) { }

ShapeGraphs::~ShapeGraphs() = default;

at::Tensor ShapeGraphs::run(const Call& call, const Work& work)
{
    if (!m_isTrusted)
        return work(call.inputs);
    Graph& graph = graphOf(call);
    if (!std::exchange(graph.hasRun, true) || (!graph.recording && !record(graph, call, work)))
        return work(call.inputs);
    graph.take(call);
    graph.recording->play();
    return graph.output.clone();
}

void ShapeGraphs::clear()
{
    m_graphs.clear();
}

ShapeGraphs::Graph& ShapeGraphs::graphOf(const Call& call)
{
    const std::vector<std::int64_t> key = keyOf(call);
    const auto known = std::ranges::find(m_graphs, key, &Graph::key);
    if (known != m_graphs.end()) {
        m_graphs.splice(m_graphs.begin(), m_graphs, known);
        return m_graphs.front();
    }
    if (m_graphs.size() >= m_most)
        m_graphs.pop_back();
    m_graphs.emplace_front().key = key;
    return m_graphs.front();
}

bool ShapeGraphs::record(Graph& graph, const Call& call, const Work& work)
{
    std::string why = "it gives other numbers";
    try {
        const at::Tensor computed = work(call.inputs);
        graph.sources = call.inputs;
        for (const at::Tensor& input : call.inputs)
            graph.inputs.push_back(input.defined() ? input.clone() : at::Tensor());
        graph.work = [&graph, work] { graph.output = work(graph.inputs); };
        graph.recording = m_recorder(graph.work);
        graph.recording->play();
        if (agree(graph.output, computed))
            return true;
    } catch (const c10::Error& error) {
        why = error.what_without_backtrace();
    }
    qWarning("steps are not recorded on this device: %s", why.c_str());
    m_isTrusted = false;
    clear();
    return false;
}

}  // namespace reverie::engine
