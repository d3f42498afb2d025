#pragma once

#include <ATen/core/Tensor.h>

#include <QString>

namespace reverie::engine {

/// Opens libreverie_cuda.so and tries each of its kernels on the card against its plain twin; what is missing or
/// differs is not used, with a warning, since ATen computes everything on a card too. Call it when the card is in use.
/// \param path of the plug-in
void openCudaKernels(const QString& path, at::Device card);

namespace cuda {

/// geglu of layers.h by our kernel. \return undefined when there is none for that tensor
[[nodiscard]] at::Tensor geglu(const at::Tensor& x);

}  // namespace cuda

}  // namespace reverie::engine
