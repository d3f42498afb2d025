#include "core/engine/weight_list.h"

namespace reverie::engine {

void WeightList::linear(Linear& layer, const std::string& name, std::int64_t in, std::int64_t out, bool hasBias)
{
    layer.out = out;
    m_places.push_back({name + ".weight", {out, in}, WeightKind::Linear, &layer.weight});
    if (hasBias)
        plain(layer.bias, name + ".bias", {out});
}

void WeightList::pointwise(Linear& layer, const std::string& name, std::int64_t in, std::int64_t out)
{
    layer.out = out;
    m_places.push_back({name + ".weight", {out, in, 1, 1}, WeightKind::Linear, &layer.weight});
    plain(layer.bias, name + ".bias", {out});
}

void WeightList::convolution(Conv2d& layer, const std::string& name, std::int64_t in, std::int64_t out, int kernel)
{
    m_places.push_back({name + ".weight", {out, in, kernel, kernel}, WeightKind::Convolution, &layer.weight,
        layer.stride, layer.padding});
    plain(layer.bias, name + ".bias", {out});
}

void WeightList::groupNorm(GroupNorm& layer, const std::string& name, std::int64_t channels)
{
    plain(layer.weight, name + ".weight", {channels});
    plain(layer.bias, name + ".bias", {channels});
}

void WeightList::layerNorm(LayerNorm& layer, const std::string& name, std::int64_t channels)
{
    plain(layer.weight, name + ".weight", {channels});
    plain(layer.bias, name + ".bias", {channels});
}

void WeightList::plain(at::Tensor& slot, const std::string& name, std::vector<std::int64_t> shape)
{
    m_places.push_back({name, std::move(shape), WeightKind::Plain, &slot});
}

}  // namespace reverie::engine
