#include "core/engine/noise_levels.h"
#include "core/engine/schedulers.h"

#include <ATen/ATen.h>

#include <cmath>
#include <deque>

namespace reverie::engine {

namespace {

/// One run of PNDM: the model, the noise levels, and the outputs that the multistep part looks back on.
class Pndm final {
public:
    Pndm(const GuidedModel& model, const SchedulerConfig& config, const StepObserver& observe)
        : m_model(model), m_prediction(config.prediction), m_observe(observe), m_levels(alphaLevels(config, false))
    {
    }

    Result<at::Tensor> rungeKuttaStep(const at::Tensor& x, int from, int to, int half);
    Result<at::Tensor> firstStep(const at::Tensor& x, const std::vector<int>& times, int stride);
    Result<at::Tensor> multistep(const at::Tensor& x, int from, int to);

private:
    Result<at::Tensor> ask(const at::Tensor& x, int timestep);
    at::Tensor move(const at::Tensor& x, const at::Tensor& output, int from, int to) const;
    void remember(const at::Tensor& output);

    const GuidedModel& m_model;
    Prediction m_prediction;
    const StepObserver& m_observe;
    AlphaLevels m_levels;
    std::deque<at::Tensor> m_outputs;  // the newest first, at most four
    int m_calls = 0;
};

Result<at::Tensor> Pndm::ask(const at::Tensor& x, int timestep)
{
    auto output = m_model(x, timestep);
    if (output)
        m_observe(++m_calls, predictedOriginal(m_prediction, x, *output, m_levels.at(timestep)));
    return output;
}

/// Formula (9) of the paper.
at::Tensor Pndm::move(const at::Tensor& x, const at::Tensor& output, int from, int to) const
{
    const double alpha = m_levels.at(from);
    const double alphaNext = m_levels.at(to);
    const double divisor = alpha * std::sqrt(1 - alphaNext) + std::sqrt(alpha * (1 - alpha) * alphaNext);
    const at::Tensor noise = predictedNoise(m_prediction, x, output, alpha);
    return x * std::sqrt(alphaNext / alpha) - noise * ((alphaNext - alpha) / divisor);
}

void Pndm::remember(const at::Tensor& output)
{
    m_outputs.push_front(output);
    if (m_outputs.size() > 4)
        m_outputs.pop_back();
}

/// Formula (13): the model is asked at both ends and twice half-way.
Result<at::Tensor> Pndm::rungeKuttaStep(const at::Tensor& x, int from, int to, int half)
{
    const auto first = ask(x, from);
    if (!first)
        return first;
    remember(*first);
    const auto second = ask(move(x, *first, from, from - half), to + half);
    if (!second)
        return second;
    const auto third = ask(move(x, *second, from, to + half), to + half);
    if (!third)
        return third;
    const auto fourth = ask(move(x, *third, from, to), to);
    if (!fourth)
        return fourth;
    return move(x, (*first + (*second + *third) * 2 + *fourth) / 6, from, to);
}

/// In place of Runge and Kutta: a plain step, then the same step again with the mean of the outputs at both ends.
Result<at::Tensor> Pndm::firstStep(const at::Tensor& x, const std::vector<int>& times, int stride)
{
    const auto first = ask(x, times[0]);
    if (!first)
        return first;
    remember(*first);
    const at::Tensor tried = move(x, *first, times[0], times[0] - stride);
    if (times.size() == 1)
        return tried;
    const auto second = ask(tried, times[1]);
    if (!second)
        return second;
    return move(x, (*first + *second) / 2, times[1] + stride, times[1]);
}

/// Formula (12): Adams and Bashforth over as many outputs as there are, two to four.
Result<at::Tensor> Pndm::multistep(const at::Tensor& x, int from, int to)
{
    const auto newest = ask(x, from);
    if (!newest)
        return newest;
    remember(*newest);
    const auto& e = m_outputs;
    if (e.size() == 2)
        return move(x, (e[0] * 3 - e[1]) / 2, from, to);
    if (e.size() == 3)
        return move(x, (e[0] * 23 - e[1] * 16 + e[2] * 5) / 12, from, to);
    return move(x, (e[0] * 55 - e[1] * 59 + e[2] * 37 - e[3] * 9) / 24, from, to);
}

}  // namespace

Result<at::Tensor> runPndm(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run)
{
    const auto times = spreadWholeTimesteps(config, steps);
    const int stride = config.trainSteps / steps;
    Pndm pndm(model, config, run.observe);
    Result<at::Tensor> x = noise;
    std::size_t next = 0;
    if (config.skipPrkSteps) {
        x = pndm.firstStep(*x, times, stride);
        next = 1;
    }
    for (; !config.skipPrkSteps && x && next < 3; ++next)
        x = pndm.rungeKuttaStep(*x, times[next], times[next + 1], stride / 2);
    for (; x && next < times.size(); ++next)
        x = pndm.multistep(*x, times[next], times[next] - stride);
    return x;
}

}  // namespace reverie::engine
