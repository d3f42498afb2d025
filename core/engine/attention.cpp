#include "core/engine/attention.h"

#include "core/engine/attention_kernel.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/scaled_dot_product_attention.h>

namespace reverie::engine {
namespace {

bool canUseKernel(at::Device device, at::ScalarType type)
{
    return device.is_cpu() && type == at::kFloat && kernels::hasAttentionKernel();
}

/// [B, L, inner] -> [B, heads, L, inner / heads], a view.
at::Tensor perHead(const at::Tensor& x, int heads)
{
    return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

at::Tensor attendByHead(const at::Tensor& query, const KeysAndValues& context, int heads)
{
    const std::int64_t inner = query.size(2);
    const kernels::HeadShape shape{query.size(1), context.keys.size(1), inner / heads, inner, inner};
    const at::Tensor output = at::empty_like(query);
    at::parallel_for(0, query.size(0) * heads, 1, [&](std::int64_t begin, std::int64_t end) {
        const at::Tensor scratch = at::empty({kernels::attentionScratch(shape)}, query.options());
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t channel = i % heads * shape.width;
            const std::int64_t from = i / heads * shape.queries * inner + channel;
            const std::int64_t about = i / heads * shape.keys * inner + channel;
            kernels::attendHead(
                {output.data_ptr<float>() + from, query.const_data_ptr<float>() + from,
                    context.keys.const_data_ptr<float>() + about, context.values.const_data_ptr<float>() + about},
                shape, scratch.data_ptr<float>());
        }
    });
    return output;
}

}  // namespace

const char* attentionKind(at::Device device, at::ScalarType type)
{
    return canUseKernel(device, type) ? "online-softmax" : "sdpa";
}

at::Tensor attend(const at::Tensor& query, const KeysAndValues& context, int heads, bool isCausal)
{
    const bool isFast =
        canUseKernel(query.device(), query.scalar_type()) && !isCausal && query.size(2) / heads <= kernels::kWidestHead;
    return isFast ? attendByHead(query.contiguous(), {context.keys.contiguous(), context.values.contiguous()}, heads)
                  : plain::attend(query, context, heads, isCausal);
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

namespace plain {

at::Tensor attend(const at::Tensor& query, const KeysAndValues& context, int heads, bool isCausal)
{
    const at::Tensor result = at::scaled_dot_product_attention(
        perHead(query, heads), perHead(context.keys, heads), perHead(context.values, heads), {}, 0.0, isCausal);
    return result.transpose(1, 2).reshape(query.sizes());
}

}  // namespace plain

}  // namespace reverie::engine
