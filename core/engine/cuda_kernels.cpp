#include "core/engine/cuda_kernels.h"

#include "core/engine/cuda/kernel_table.h"
#include "core/engine/layers.h"

#include <ATen/ATen.h>

#include <QFile>
#include <QFileInfo>

#include <atomic>
#include <dlfcn.h>
#include <optional>

namespace reverie::engine {
namespace {

/// Set once a card's kernels have been found right.
std::atomic<const cuda::KernelTable*> theKernels = nullptr;

std::optional<cuda::Number> numberOf(at::ScalarType type)
{
    switch (type) {
    case at::kFloat:
        return cuda::Number::Float32;
    case at::kHalf:
        return cuda::Number::Float16;
    case at::kBFloat16:
        return cuda::Number::BFloat16;
    default:
        return std::nullopt;
    }
}

at::Tensor runGeglu(const cuda::KernelTable& kernels, const at::Tensor& x)
{
    const auto number = numberOf(x.scalar_type());
    if (!number || !x.is_cuda())
        return {};
    const at::Tensor input = x.contiguous();
    std::vector<std::int64_t> shape = x.sizes().vec();
    const std::int64_t channels = shape.back() /= 2;
    const at::Tensor output = at::empty(shape, x.options());
    const int error = kernels.geglu(*number, output.data_ptr(), input.const_data_ptr(),
        output.numel() / std::max<std::int64_t>(1, channels), channels);
    TORCH_CHECK(error == 0, "CUDA error: a kernel of Reverie could not be started (", error, ")");
    return output;
}

/// Against the plain twin, over an odd size, in the two types that models run in.
bool isRight(const cuda::KernelTable& kernels, at::Device card)
{
    for (const at::ScalarType type : {at::kFloat, at::kHalf}) {
        const at::Tensor x = at::linspace(-4, 4, 3 * 2 * 37, at::TensorOptions(card)).view({3, 2 * 37}).to(type);
        const double tolerance = type == at::kFloat ? 1e-5 : 1e-2;
        if (!at::allclose(runGeglu(kernels, x), plain::geglu(x), tolerance, tolerance))
            return false;
    }
    return true;
}

}  // namespace

void openCudaKernels(const QString& path, at::Device card)
{
    if (!QFileInfo::exists(path))
        return;
    void* library = dlopen(QFile::encodeName(path).constData(), RTLD_NOW | RTLD_LOCAL);
    const auto function = library ? reinterpret_cast<cuda::TableFunction>(dlsym(library, cuda::kTableSymbol)) : nullptr;
    if (!function) {
        qWarning("%s cannot be used: %s", qUtf8Printable(path), dlerror());
        return;
    }
    if (isRight(*function(), card))
        theKernels = function();
    else
        qWarning("the kernels of %s compute something else than torch's on %s and are not used", qUtf8Printable(path),
            card.str().c_str());
}

at::Tensor cuda::geglu(const at::Tensor& x)
{
    const KernelTable* kernels = theKernels;
    return kernels ? runGeglu(*kernels, x) : at::Tensor();
}

}  // namespace reverie::engine
