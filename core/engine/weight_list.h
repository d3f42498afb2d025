#pragma once

#include "core/engine/attention.h"
#include "core/engine/layers.h"
#include "core/engine/norm.h"

#include <string>
#include <vector>

namespace reverie::engine {

/// What a weight is for, which decides how it lies in memory.
enum class WeightKind {
    Plain,        ///< as in the file: biases, norms, embeddings
    Linear,       ///< [out, in]; in the file also [out, in, 1, 1]
    Convolution,  ///< [out, in, k, k]
};

/// One weight that a network needs, and where it goes.
struct WeightPlace {
    std::string name;                 ///< as diffusers spells it
    std::vector<std::int64_t> shape;  ///< as in the file
    WeightKind kind = WeightKind::Plain;
    at::Tensor* slot = nullptr;  ///< points into the network, which stays where it is until it is filled
    int stride = 1;              ///< of a convolution
    int padding = 1;
};

/// All weights of a network, in the order in which it is declared. Declaring a layer also sets its constants.
class WeightList final {
public:
    void linear(Linear& layer, const std::string& name, std::int64_t in, std::int64_t out, bool hasBias = true);
    /// A 1x1 convolution in the file that becomes a Linear.
    void pointwise(Linear& layer, const std::string& name, std::int64_t in, std::int64_t out);
    /// `layer.padding` and `layer.stride` are set before.
    void convolution(Conv2d& layer, const std::string& name, std::int64_t in, std::int64_t out, int kernel = 3);
    void groupNorm(GroupNorm& layer, const std::string& name, std::int64_t channels);
    void layerNorm(LayerNorm& layer, const std::string& name, std::int64_t channels);
    void plain(at::Tensor& slot, const std::string& name, std::vector<std::int64_t> shape);

    [[nodiscard]] const std::vector<WeightPlace>& places() const { return m_places; }

private:
    std::vector<WeightPlace> m_places;
};

}  // namespace reverie::engine
