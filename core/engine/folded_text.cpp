#include "core/engine/folded_text.h"

#include "core/engine/panels.h"

#include <ATen/ATen.h>

#include <cmath>

namespace reverie::engine {
namespace {

bool isLessWork(const Attention& layer, std::int64_t tokens)
{
    // Of the two products twice the channels are saved and twice the scores added; both are made anew for each text.
    return 2 * layer.heads * tokens <= layer.to_q.out;
}

/// \param layer with plain weights \param keys, values [M, inner]
FoldedText fold(const Attention& layer, const at::Tensor& keys, const at::Tensor& values)
{
    const std::int64_t tokens = keys.size(0);
    const std::int64_t width = keys.size(1) / layer.heads;
    const std::int64_t scores = layer.heads * tokens;
    const at::Tensor keysOfHeads = keys.view({tokens, layer.heads, width}).transpose(0, 1);
    const at::Tensor valuesOfHeads = values.view({tokens, layer.heads, width}).permute({1, 2, 0});
    const at::Tensor queryWeights = layer.to_q.weight.view({layer.heads, width, -1});
    const at::Tensor outputWeights = layer.to_out.weight.view({-1, layer.heads, width}).transpose(0, 1);
    const at::Tensor toScores = keysOfHeads.matmul(queryWeights).div_(std::sqrt(static_cast<double>(width)));
    const at::Tensor toOutputs = outputWeights.matmul(valuesOfHeads).transpose(0, 1);
    return {{panels::pack(toScores.reshape({scores, -1})), {}, scores},
        {panels::pack(toOutputs.reshape({-1, scores})), layer.to_out.bias, layer.to_out.out}, 1};
}

}  // namespace

std::vector<FoldedText> foldText(const Attention& layer, const KeysAndValues& text)
{
    std::vector<FoldedText> folded;
    if (!isPacked(layer.to_q) || !isPacked(layer.to_out) || !isLessWork(layer, text.keys.size(1)))
        return folded;
    Attention plain = layer;
    for (Linear* each : {&plain.to_q, &plain.to_out})
        each->weight = panels::unpack(each->weight, each->out);
    for (std::int64_t i = 0; i < text.keys.size(0); ++i) {
        if (i > 0 && text.keys[i].equal(text.keys[i - 1]) && text.values[i].equal(text.values[i - 1]))
            ++folded.back().pictures;
        else
            folded.push_back(fold(plain, text.keys[i], text.values[i]));
    }
    return folded;
}

at::Tensor attendFolded(const std::vector<FoldedText>& text, int heads, const at::Tensor& x, const at::Tensor& residual)
{
    std::vector<at::Tensor> outputs;
    std::int64_t first = 0;
    for (const FoldedText& each : text) {
        const at::Tensor scores = linear(each.toScores, x.narrow(0, first, each.pictures));
        const at::Tensor shares = scores.unflatten(2, {heads, -1}).softmax(3).view(scores.sizes());
        outputs.push_back(linearPlus(each.toOutputs, shares, residual.narrow(0, first, each.pictures)));
        first += each.pictures;
    }
    return at::cat(outputs);
}

}  // namespace reverie::engine
