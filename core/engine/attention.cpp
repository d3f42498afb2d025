#include "core/engine/attention.h"

#include "core/engine/deal_out.h"
#include "core/engine/folded_text.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/scaled_dot_product_attention.h>

#include <algorithm>
#include <array>

namespace reverie::engine {
namespace {

bool canUseKernel(at::Device device, at::ScalarType type)
{
    return device.is_cpu() && type == at::kFloat;
}

/// [B, L, inner] -> [B, heads, L, inner / heads], a view.
at::Tensor perHead(const at::Tensor& x, int heads)
{
    return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

/// Queries of one head are split where there are fewer heads than threads could take.
std::int64_t queriesAtATime(std::int64_t queries, std::int64_t heads)
{
    constexpr std::int64_t kFewest = 256;  // keys and values are put in order once for so many
    constexpr std::int64_t kPartsPerThread = 4;
    const std::int64_t parts = std::max<std::int64_t>(kPartsPerThread * at::get_num_threads() / heads, 1);
    return std::max((queries + parts - 1) / parts, kFewest);
}

}  // namespace

const char* attentionKind(at::Device device, at::ScalarType type)
{
    return canUseKernel(device, type) ? "online-softmax" : "sdpa";
}

at::Tensor attend(const at::Tensor& query, const KeysAndValues& context, int heads, bool isCausal)
{
    return canUseKernel(query.device(), query.scalar_type()) && !isCausal
        ? looped::attend(query, context, heads)
        : plain::attend(query, context, heads, isCausal);
}

KeysAndValues keysAndValues(const Attention& layer, const at::Tensor& context)
{
    return {linear(layer.to_k, context), linear(layer.to_v, context)};
}

KeysAndValues lastingKeysAndValues(const Attention& layer, const at::Tensor& context)
{
    KeysAndValues text = keysAndValues(layer, context);
    text.folded = foldText(layer, text);
    return text;
}

void mergeProjections(Attention& layer)
{
    const std::array<Linear*, 3> three{&layer.to_q, &layer.to_k, &layer.to_v};
    const bool hasBias = layer.to_q.bias.defined();
    std::vector<at::Tensor> weights;
    std::vector<at::Tensor> biases;
    for (const Linear* each : three) {
        weights.push_back(each->weight);
        biases.push_back(each->bias);
    }
    layer.to_qkv = {at::cat(weights), hasBias ? at::cat(biases) : at::Tensor(), 0};
    for (Linear* each : three) {
        each->weight = layer.to_qkv.weight.narrow(0, layer.to_qkv.out, each->out);
        if (hasBias)
            each->bias = layer.to_qkv.bias.narrow(0, layer.to_qkv.out, each->out);
        layer.to_qkv.out += each->out;
    }
}

at::Tensor selfAttention(const Attention& layer, const at::Tensor& x, const at::Tensor& residual)
{
    if (!layer.to_qkv.weight.defined())
        return attention(layer, x, keysAndValues(layer, x), residual);
    const auto three = linear(layer.to_qkv, x).chunk(3, 2);
    return linearPlus(layer.to_out, attend(three[0], {three[1], three[2]}, layer.heads), residual);
}

at::Tensor attention(
    const Attention& layer, const at::Tensor& x, const KeysAndValues& context, const at::Tensor& residual)
{
    if (!context.folded.empty())
        return attendFolded(context.folded, layer.heads, x, residual);
    return linearPlus(layer.to_out, attend(linear(layer.to_q, x), context, layer.heads), residual);
}

namespace looped {

at::Tensor attend(
    const at::Tensor& query, const KeysAndValues& context, int heads, const kernels::AttentionLoops& loops)
{
    const at::Tensor q = query.contiguous();
    const at::Tensor keys = context.keys.contiguous();
    const at::Tensor values = context.values.contiguous();
    const at::Tensor output = at::empty_like(q);
    const std::int64_t inner = q.size(2);
    const std::int64_t atATime = queriesAtATime(q.size(1), q.size(0) * heads);
    const std::int64_t parts = (q.size(1) + atATime - 1) / atATime;
    dealOut(q.size(0) * heads * parts, 1, [&](std::int64_t begin, std::int64_t end) {
        kernels::HeadShape shape{atATime, keys.size(1), inner / heads, inner, inner};
        const at::Tensor scratch = at::empty({loops.scratch(shape)}, q.options());
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t picture = i / parts / heads;
            const std::int64_t channel = i / parts % heads * shape.width;
            const std::int64_t first = i % parts * atATime;
            shape.queries = std::min(atATime, q.size(1) - first);
            const std::int64_t from = (picture * q.size(1) + first) * inner + channel;
            const std::int64_t about = picture * shape.keys * inner + channel;
            loops.attend({output.data_ptr<float>() + from, q.const_data_ptr<float>() + from,
                             keys.const_data_ptr<float>() + about, values.const_data_ptr<float>() + about},
                shape, scratch.data_ptr<float>());
        }
    });
    return output;
}

}  // namespace looped

namespace plain {

at::Tensor attend(const at::Tensor& query, const KeysAndValues& context, int heads, bool isCausal)
{
    const at::Tensor result = at::scaled_dot_product_attention(
        perHead(query, heads), perHead(context.keys, heads), perHead(context.values, heads), {}, 0.0, isCausal);
    return result.transpose(1, 2).reshape(query.sizes());
}

}  // namespace plain

}  // namespace reverie::engine
