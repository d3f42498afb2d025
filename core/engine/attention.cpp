#include "core/engine/attention.h"

#include <ATen/ops/scaled_dot_product_attention.h>

namespace reverie::engine {
namespace {

/// [B, L, inner] -> [B, heads, L, inner / heads], a view.
at::Tensor perHead(const at::Tensor& x, int heads)
{
    return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

}  // namespace

at::Tensor attend(const at::Tensor& query, const KeysAndValues& context, int heads, bool isCausal)
{
    const at::Tensor result = at::scaled_dot_product_attention(
        perHead(query, heads), perHead(context.keys, heads), perHead(context.values, heads), {}, 0.0, isCausal);
    return result.transpose(1, 2).reshape(query.sizes());
}

KeysAndValues keysAndValues(const Attention& layer, const at::Tensor& context)
{
    return {linear(layer.to_k, context), linear(layer.to_v, context)};
}

at::Tensor attention(
    const Attention& layer, const at::Tensor& x, const KeysAndValues& context, const at::Tensor& residual)
{
    return linearPlus(layer.to_out, attend(linear(layer.to_q, x), context, layer.heads), residual);
}

}  // namespace reverie::engine
