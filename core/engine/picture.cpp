#include "core/engine/picture.h"

#include <ATen/ATen.h>

namespace reverie::engine {

request::RgbImage toRgb(const at::Tensor& picture)
{
    const at::Tensor levels = ((picture.to(at::kFloat) / 2 + 0.5).clamp(0, 1) * 255).round();
    const at::Tensor bytes = levels.permute({1, 2, 0}).to(at::kByte).to(at::kCPU).contiguous();
    const auto* first = bytes.data_ptr<std::uint8_t>();
    return {static_cast<int>(bytes.size(1)), static_cast<int>(bytes.size(0)), {first, first + bytes.numel()}};
}

PreviewProjection fitProjection(const at::Tensor& latents, const at::Tensor& pictures)
{
    const std::int64_t factor = pictures.size(2) / latents.size(2);
    const at::Tensor colours = at::avg_pool2d(pictures.to(at::kFloat), {factor, factor});
    const auto asRows = [](const at::Tensor& x) { return x.permute({0, 2, 3, 1}).flatten(0, 2).to(at::kCPU); };
    const at::Tensor z = asRows(latents.to(at::kFloat));
    const at::Tensor inputs = at::cat({z, at::ones({z.size(0), 1})}, 1).to(at::kDouble);
    const at::Tensor targets = asRows(colours).to(at::kDouble);
    // A little ridge keeps channels apart that the sample cannot tell apart.
    const at::Tensor normal = inputs.t().mm(inputs) + at::eye(inputs.size(1), at::kDouble) * 1e-3;
    const at::Tensor line = at::linalg_solve(normal, inputs.t().mm(targets)).to(at::kFloat);
    return {line.slice(0, 0, -1).contiguous(), line[-1].contiguous()};
}

request::RgbImage preview(const PreviewProjection& projection, const at::Tensor& latents)
{
    const at::Tensor z = latents.to(at::kCPU, at::kFloat);
    const at::Tensor rgb = at::tensordot(projection.factors, z, {0}, {0}) + projection.offset.view({3, 1, 1});
    return toRgb(rgb);
}

}  // namespace reverie::engine
