#pragma once

#include "core/engine/weight_loader.h"
#include "tests/support/hash_fill.h"

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

/// What the golden tests of the networks share: weights and inputs from hashes, digests of outputs. See
/// tests/golden/make_networks.py.
namespace reverie::test {

/// Weights that are a hash of their name and place.
class HashWeights final : public engine::WeightSource {
public:
    [[nodiscard]] at::ScalarType typeOf(const engine::WeightPlace&) const override { return at::kFloat; }
    [[nodiscard]] std::uint64_t positionOf(const engine::WeightPlace&) const override { return 0; }
    [[nodiscard]] Result<void> readRows(
        const engine::WeightPlace& place, std::int64_t first, const at::Tensor& rows) const override
    {
        const std::vector<float> values = hashFill(place.name, place.shape);
        std::copy_n(values.begin() + first * (rows.numel() / rows.size(0)), rows.numel(), rows.data_ptr<float>());
        return {};
    }
};

inline nlohmann::json readGolden(const char* name)
{
    std::ifstream file(std::string(REVERIE_TEST_DATA "/golden/") + name);
    return nlohmann::json::parse(file);
}

/// `uniform(name)` of fill.py in that shape, as float32 after multiplying the float32 numbers by `scale`.
inline at::Tensor hashedTensor(std::string_view name, const std::vector<std::int64_t>& shape, float scale = 1.5F)
{
    const at::Tensor values = at::empty(shape);
    const std::uint64_t hash = hashName(name);
    auto* numbers = values.data_ptr<float>();
    for (std::int64_t i = 0; i < values.numel(); ++i)
        numbers[i] = static_cast<float>(uniformAt(hash, static_cast<std::uint64_t>(i))) * scale;
    return values;
}

/// How far an output is from its digest, in parts of its deviation; infinite when shapes differ.
inline double digestError(const at::Tensor& output, const nlohmann::json& digest)
{
    const auto shape = digest["shape"].get<std::vector<std::int64_t>>();
    const at::Tensor flat = output.contiguous().to(at::kDouble).flatten();
    if (output.sizes() != at::IntArrayRef(shape) || !at::isfinite(flat).all().item<bool>())
        return INFINITY;
    const auto deviation = digest["deviation"].get<double>();
    double worst = std::abs(flat.std(0, false).item<double>() - deviation);
    for (std::size_t i = 0; i < digest["projections"].size(); ++i) {
        const std::uint64_t hash = hashName("direction " + std::to_string(i));
        double sum = 0;
        for (std::int64_t k = 0; k < flat.numel(); ++k)
            sum += flat.data_ptr<double>()[k] * uniformAt(hash, static_cast<std::uint64_t>(k));
        const double found = sum / std::sqrt(static_cast<double>(flat.numel()));
        worst = std::max(worst, std::abs(found - digest["projections"][i].get<double>()));
    }
    return worst / deviation;
}

}  // namespace reverie::test
