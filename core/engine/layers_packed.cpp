#include "core/engine/layers_packed.h"

#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>

namespace reverie::engine::packed {
namespace {

using Bias = std::optional<at::Tensor>;
using Scalars = c10::List<std::optional<at::Scalar>>;
using Algorithm = std::optional<std::string_view>;

template <typename Signature>
c10::TypedOperatorHandle<Signature> find(const char* name, const char* overload = "")
{
    return c10::Dispatcher::singleton().findSchemaOrThrow(name, overload).typed<Signature>();
}

Bias asBias(const at::Tensor& bias)
{
    return bias.defined() ? Bias(bias) : std::nullopt;
}

}  // namespace

bool isAvailable()
{
    return at::hasMKLDNN() &&
        c10::Dispatcher::singleton().findSchema({"mkldnn::_convolution_pointwise", "binary"}).has_value();
}

at::Tensor packConv2d(const at::Tensor& weight, Geometry geometry)
{
    using Signature = at::Tensor(
        const at::Tensor&, at::IntArrayRef, at::IntArrayRef, at::IntArrayRef, std::int64_t, at::OptionalIntArrayRef);
    static const auto op = find<Signature>("mkldnn::_reorder_convolution_weight");
    const std::array<std::int64_t, 2> padding{geometry.padding, geometry.padding};
    const std::array<std::int64_t, 2> stride{geometry.stride, geometry.stride};
    constexpr std::array<std::int64_t, 2> kDilation{1, 1};
    return op.call(weight, padding, stride, kDilation, 1, std::nullopt);
}

at::Tensor conv2d(const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& x, Geometry geometry)
{
    using Signature = at::Tensor(const at::Tensor&, const at::Tensor&, const Bias&, at::IntArrayRef, at::IntArrayRef,
        at::IntArrayRef, std::int64_t, std::string_view, Scalars, Algorithm);
    static const auto op = find<Signature>("mkldnn::_convolution_pointwise");
    const std::array<std::int64_t, 2> padding{geometry.padding, geometry.padding};
    const std::array<std::int64_t, 2> stride{geometry.stride, geometry.stride};
    constexpr std::array<std::int64_t, 2> kDilation{1, 1};
    return op.call(x, weight, asBias(bias), padding, stride, kDilation, 1, "none", Scalars(), std::nullopt);
}

at::Tensor conv2dPlus(const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& x, const at::Tensor& other)
{
    using Signature = at::Tensor(const at::Tensor&, const at::Tensor&, const at::Tensor&, const Bias&, at::IntArrayRef,
        at::IntArrayRef, at::IntArrayRef, std::int64_t, std::string_view, std::optional<at::Scalar>, Algorithm, Scalars,
        Algorithm);
    static const auto op = find<Signature>("mkldnn::_convolution_pointwise", "binary");
    constexpr std::array<std::int64_t, 2> kOnes{1, 1};
    return op.call(x, other, weight, asBias(bias), kOnes, kOnes, kOnes, 1, "add", at::Scalar(1), std::nullopt,
        Scalars(), std::nullopt);
}

}  // namespace reverie::engine::packed
