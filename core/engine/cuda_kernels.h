#pragma once

#include "core/engine/norm.h"
#include "core/engine/shape_graphs.h"

#include <QString>

namespace reverie::engine {

/// Opens libreverie_cuda.so and tries each of its kernels on the card against its plain twin; what is missing or
/// differs is not used, with a warning, since ATen computes everything on a card too. Call it when the card is in use.
/// \param path of the plug-in
void openCudaKernels(const QString& path, at::Device card);

namespace cuda {

/// geglu of layers.h by our kernel. \return undefined when there is none for that tensor
[[nodiscard]] at::Tensor geglu(const at::Tensor& x);
/// groupNorm of norm.h by our kernels. \return undefined when there is none for that tensor
[[nodiscard]] at::Tensor groupNorm(
    const GroupNorm& layer, const at::Tensor& x, Activation activation, const at::Tensor& added);
/// y += bias + other by our kernel. \param y, other [B, C, H, W] \param bias [C] \return false, with nothing done, when
/// there is none for these tensors
[[nodiscard]] bool addTo(const at::Tensor& y, const at::Tensor& bias, const at::Tensor& other);
/// Records CUDA graphs on that card. Empty where there is no plug-in or no card.
[[nodiscard]] Recorder recorder(at::Device card);

}  // namespace cuda

}  // namespace reverie::engine
