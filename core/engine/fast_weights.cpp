#include "core/engine/fast_weights.h"

#include "core/engine/strassen.h"
#include "core/engine/winograd.h"

#include <algorithm>

namespace reverie::engine {
namespace {

/// Below, too much is padding, or reading the weights takes longer than the products that they save. Few results pay
/// all the same: oneDNN wants another order of its weights for them, and puts them in order anew at every call.
constexpr std::int64_t kFewestIn = 16;
constexpr std::int64_t kFewestOut = 48;
constexpr std::int64_t kFewestResults = 8;
/// Rows of a linear layer for which its sums are worth being read.
constexpr std::int64_t kFewestRows = 64;
/// Steps of a typical run: how much more often the UNet runs than the decoder.
constexpr int kTypicalSteps = 20;

/// What a second form of weights is made for: tiles of 2 or 4, or the sums of a linear layer; None = left as it is.
enum class Form { None, SmallTiles, LargeTiles, Sums };

/// The layers of one network.
class Uses final {
public:
    explicit Uses(int runs) : m_runs(runs) { }

    void add(Conv2d& layer, std::int64_t results)
    {
        const std::int64_t out = layer.weight.size(0);
        const std::int64_t in = layer.weight.size(1);
        const bool isPlain = layer.weight.size(2) == 3 && layer.stride == 1 && layer.padding == 1;
        if (isPlain && in >= kFewestIn && out >= kFewestOut)
            m_all.push_back({&layer, nullptr, in, out, results, m_runs});
    }

    void add(Linear& layer, std::int64_t results)
    {
        const bool isPacked = layer.weight.defined() && layer.weight.dim() == 3;
        if (isPacked && strassen::pays(layer.out, layer.weight.size(1)))
            m_all.push_back({nullptr, &layer, layer.weight.size(1), layer.out, results, m_runs});
    }

    void add(std::vector<ResBlock>& blocks, std::int64_t results)
    {
        for (ResBlock& block : blocks) {
            add(block.conv1, results);
            add(block.conv2, results);
            add(block.conv_shortcut, results);
        }
    }

    void add(std::vector<SpatialTransformer>& transformers, std::int64_t results)
    {
        for (SpatialTransformer& transformer : transformers) {
            add(transformer.proj_in, results);
            add(transformer.proj_out, results);
            for (TransformerBlock& block : transformer.transformer_blocks)
                for (Linear* layer : {&block.attn1.to_q, &block.attn1.to_k, &block.attn1.to_v, &block.attn1.to_out,
                         &block.attn2.to_q, &block.attn2.to_out, &block.ff_proj, &block.ff_out})
                    add(*layer, results);
        }
    }

    [[nodiscard]] std::vector<LayerUse> take() { return std::move(m_all); }

private:
    std::vector<LayerUse> m_all;
    int m_runs;
};

/// A step on the way to more speed: a form instead of none, or large tiles instead of small ones.
struct Step {
    std::size_t use = 0;
    Form form = Form::None;
    std::uint64_t bytes = 0;  // that it takes more
    double worth = 0;         // time saved by a byte, relatively
};

/// Products saved a result and pair of channels by tiles of 2 (9 become 4), by those of 4 instead (2 1/4), and by sums
/// (1 becomes 7/8), what transforms and sums take deducted.
constexpr double kSavedBySmallTiles = 4.8;
constexpr double kSavedByLargeTiles = 1.6;
constexpr double kSavedBySums = 0.07;

std::vector<Step> stepsOf(const std::vector<LayerUse>& uses)
{
    std::vector<Step> steps;
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const LayerUse& use = uses[i];
        if (use.results < (use.linear ? kFewestRows : kFewestResults))
            continue;
        const double products = static_cast<double>(use.in * use.out * use.results * use.runs);
        const auto add = [&](Form form, std::uint64_t bytes, double saved) {
            steps.push_back({i, form, bytes, products * saved / static_cast<double>(bytes)});
        };
        if (use.linear) {
            add(Form::Sums, strassen::bytesOfSums(use.out, use.in), kSavedBySums);
            continue;
        }
        const std::uint64_t small = winograd::transformedBytes(use.out, use.in, 2);
        add(Form::SmallTiles, small, kSavedBySmallTiles);
        add(Form::LargeTiles, winograd::transformedBytes(use.out, use.in, 4) - small, kSavedByLargeTiles);
    }
    std::ranges::stable_sort(steps, std::ranges::greater(), &Step::worth);
    return steps;
}

/// The first step of a convolution is always worth more than its second.
std::vector<Form> chooseForms(const std::vector<LayerUse>& uses, std::uint64_t budgetBytes)
{
    std::vector<Form> forms(uses.size(), Form::None);
    std::uint64_t used = 0;
    for (const Step& step : stepsOf(uses)) {
        const Form before = step.form == Form::LargeTiles ? Form::SmallTiles : Form::None;
        if (used + step.bytes <= budgetBytes && forms[step.use] == before) {
            used += step.bytes;
            forms[step.use] = step.form;
        }
    }
    return forms;
}

at::Tensor& slotOf(const LayerUse& use)
{
    return use.convolution ? use.convolution->transformed : use.linear->sums;
}

Form formOf(const LayerUse& use)
{
    if (!slotOf(use).defined())
        return Form::None;
    if (use.linear)
        return Form::Sums;
    return slotOf(use).size(1) == kernels::winogradPoints(2) ? Form::SmallTiles : Form::LargeTiles;
}

at::Tensor make(const LayerUse& use, Form form)
{
    if (use.linear)
        return strassen::sumsOf(use.linear->weight);
    const at::Tensor& weight = use.convolution->weight;
    return winograd::transformWeight(weight.is_mkldnn() ? weight.to_dense() : weight, form == Form::SmallTiles ? 2 : 4);
}

}  // namespace

std::vector<LayerUse> layersOf(UNet& unet, std::int64_t samples, std::int64_t height, std::int64_t width)
{
    Uses uses(kTypicalSteps);
    std::vector<std::int64_t> results;
    for (UNetBlock& block : unet.down_blocks) {
        results.push_back(samples * height * width);
        uses.add(block.resnets, results.back());
        uses.add(block.attentions, results.back());
        height = (height + 1) / 2;
        width = (width + 1) / 2;
    }
    if (unet.mid_block) {
        uses.add(unet.mid_block->resnets, results.back());
        uses.add(unet.mid_block->attentions, results.back());
    }
    for (UNetBlock& block : unet.up_blocks) {
        uses.add(block.resnets, results.back());
        uses.add(block.attentions, results.back());
        results.pop_back();
        if (block.resampler)
            uses.add(*block.resampler, results.back());
    }
    return uses.take();
}

std::vector<LayerUse> layersOf(Vae& vae, std::int64_t height, std::int64_t width)
{
    Uses uses(1);
    std::int64_t results = height * width;
    uses.add(vae.decoder.mid_block.resnets, results);
    for (VaeBlock& block : vae.decoder.blocks) {
        uses.add(block.resnets, results);
        results *= 4;
        if (block.upsampler)
            uses.add(*block.upsampler, results);
    }
    return uses.take();
}

void prepareFastWeights(const std::vector<LayerUse>& uses, std::uint64_t budgetBytes, const Cancellation& cancellation)
{
    const std::vector<Form> forms = chooseForms(uses, budgetBytes);
    for (std::size_t i = 0; i < uses.size(); ++i)
        if (formOf(uses[i]) != forms[i])
            slotOf(uses[i]).reset();
    for (std::size_t i = 0; i < uses.size() && !cancellation.isCancelled(); ++i)
        if (forms[i] != Form::None && !slotOf(uses[i]).defined())
            slotOf(uses[i]) = make(uses[i], forms[i]);
}

std::uint64_t fastWeightBytes(const std::vector<LayerUse>& uses)
{
    std::uint64_t bytes = 0;
    for (const LayerUse& use : uses)
        if (slotOf(use).defined())
            bytes += slotOf(use).nbytes();
    return bytes;
}

}  // namespace reverie::engine
