#include "core/engine/cuda_kernels.h"

#include "core/engine/cuda/kernel_table.h"
#include "core/engine/layers.h"

#include <ATen/ATen.h>
#include <c10/core/DeviceGuard.h>

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <atomic>
#include <dlfcn.h>
#include <initializer_list>
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

/// Whether all of them that are defined are of that type.
bool haveType(at::ScalarType type, std::initializer_list<at::Tensor> tensors)
{
    return std::ranges::all_of(
        tensors, [type](const at::Tensor& each) { return !each.defined() || each.scalar_type() == type; });
}

void checkStart(int error)
{
    TORCH_CHECK(error == 0, "CUDA error: a kernel of Reverie could not be started (", error, ")");
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
    const c10::DeviceGuard onCard(x.device());
    checkStart(kernels.geglu({*number, output.data_ptr(), input.const_data_ptr(),
        output.numel() / std::max<std::int64_t>(1, channels), channels}));
    return output;
}

bool runAddTo(const cuda::KernelTable& kernels, const at::Tensor& y, const at::Tensor& bias, const at::Tensor& other)
{
    const auto number = numberOf(y.scalar_type());
    const auto isNhwc = [](const at::Tensor& x) { return x.is_contiguous(at::MemoryFormat::ChannelsLast); };
    const bool isOurs = number && y.is_cuda() && isNhwc(y) && isNhwc(other) && other.sizes() == y.sizes() &&
        haveType(y.scalar_type(), {bias, other});
    if (!isOurs)
        return false;
    const at::Tensor added = bias.contiguous();
    const c10::DeviceGuard onCard(y.device());
    checkStart(kernels.addTo({*number, y.data_ptr(), added.const_data_ptr(), other.const_data_ptr(),
        y.size(0) * y.size(2) * y.size(3), y.size(1)}));
    return true;
}

at::Tensor runGroupNorm(const cuda::KernelTable& kernels, const GroupNorm& layer, const at::Tensor& x,
    Activation activation, const at::Tensor& added)
{
    const auto number = numberOf(x.scalar_type());
    const bool isOurs = number && x.is_cuda() && x.size(1) <= cuda::kMostNormChannels && x.numel() > 0 &&
        haveType(x.scalar_type(), {layer.weight, layer.bias, added});
    if (!isOurs)
        return {};
    const at::Tensor addend = added.defined() ? added.contiguous() : at::Tensor();
    const at::Tensor input = x.contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor output = at::empty_like(input);
    cuda::NormCall call{*number, output.data_ptr(), input.const_data_ptr(), layer.weight.const_data_ptr(),
        layer.bias.const_data_ptr(), addend.defined() ? addend.const_data_ptr() : nullptr, nullptr, x.size(0),
        x.size(2) * x.size(3), x.size(1), layer.groups, static_cast<float>(layer.eps), activation == Activation::Silu};
    const at::Tensor room = at::empty({kernels.groupNormRoom(call)}, x.options().dtype(at::kFloat));
    call.room = room.data_ptr<float>();
    const c10::DeviceGuard onCard(x.device());
    checkStart(kernels.groupNorm(call));
    return output;
}

bool isGegluRight(const cuda::KernelTable& kernels, const at::TensorOptions& options, double tolerance)
{
    const at::Tensor x = at::linspace(-4, 4, 3 * 2 * 37, options).view({3, 2 * 37});
    return at::allclose(runGeglu(kernels, x), plain::geglu(x), tolerance, tolerance);
}

bool isGroupNormRight(const cuda::KernelTable& kernels, const at::TensorOptions& options, double tolerance)
{
    constexpr int kChannels = 6;
    const GroupNorm layer{at::linspace(-1, 1, kChannels, options), at::linspace(-2, 2, kChannels, options), 3};
    const at::Tensor x = at::linspace(2, 9, 2 * kChannels * 35, options).view({2, kChannels, 5, 7}).sin();
    for (const Activation activation : {Activation::None, Activation::Silu})
        for (const at::Tensor& added : {at::Tensor(), layer.weight})
            if (!at::allclose(runGroupNorm(kernels, layer, x, activation, added),
                    plain::groupNorm(layer, x, activation, added), tolerance, tolerance))
                return false;
    return true;
}

/// In packs and, where their number does not fit, one by one.
bool isAddToRight(const cuda::KernelTable& kernels, const at::TensorOptions& options, double tolerance)
{
    for (const std::int64_t channels : {7, 24}) {
        const at::Tensor numbers = at::linspace(-3, 5, 2 * channels * 6, options).sin();
        const at::Tensor other = numbers.view({2, channels, 2, 3}).contiguous(at::MemoryFormat::ChannelsLast);
        const at::Tensor bias = at::linspace(-1, 1, channels, options);
        const at::Tensor y = other.cos();
        const at::Tensor expected = y + bias.view({1, channels, 1, 1}) + other;
        if (!runAddTo(kernels, y, bias, other) || !at::allclose(y, expected, tolerance, tolerance))
            return false;
    }
    return true;
}

/// A graph of the plug-in.
class CudaRecording final : public Recording {
public:
    CudaRecording(const cuda::KernelTable& kernels, cuda::Graph* graph) : m_kernels(kernels), m_graph(graph) { }
    ~CudaRecording() override { m_kernels.forgetGraph(m_graph); }
    CudaRecording(const CudaRecording&) = delete;
    CudaRecording& operator=(const CudaRecording&) = delete;
    void play() override { m_kernels.playGraph(m_graph); }

private:
    const cuda::KernelTable& m_kernels;
    cuda::Graph* m_graph;
};

/// Against the plain twins, over odd sizes, in the two types that models run in.
bool areRight(const cuda::KernelTable& kernels, at::Device card)
{
    for (const at::ScalarType type : {at::kFloat, at::kHalf}) {
        const at::TensorOptions options = at::TensorOptions(card).dtype(type);
        const double tolerance = type == at::kFloat ? 1e-5 : 1e-2;
        if (!isGegluRight(kernels, options, tolerance) || !isAddToRight(kernels, options, tolerance) ||
            !isGroupNormRight(kernels, options, tolerance))
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
    if (areRight(*function(), card))
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

bool cuda::addTo(const at::Tensor& y, const at::Tensor& bias, const at::Tensor& other)
{
    const KernelTable* kernels = theKernels;
    return kernels && runAddTo(*kernels, y, bias, other);
}

at::Tensor cuda::groupNorm(const GroupNorm& layer, const at::Tensor& x, Activation activation, const at::Tensor& added)
{
    const KernelTable* kernels = theKernels;
    return kernels ? runGroupNorm(*kernels, layer, x, activation, added) : at::Tensor();
}

Recorder cuda::recorder(at::Device card)
{
    const KernelTable* kernels = theKernels;
    if (!kernels || !card.is_cuda())
        return {};
    return [kernels, card](const std::function<void()>& work) -> std::unique_ptr<Recording> {
        const auto call = [](const void* argument) { (*static_cast<const std::function<void()>*>(argument))(); };
        return std::make_unique<CudaRecording>(*kernels, kernels->recordGraph(card.index(), call, &work));
    };
}

}  // namespace reverie::engine
