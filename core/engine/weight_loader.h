#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/engine/weight_list.h"
#include "core/weights/weight_set.h"

#include <functional>
#include <mutex>
#include <set>

namespace reverie::engine {

/// Where the numbers of a network come from. Called from two threads at once.
class WeightSource {
public:
    virtual ~WeightSource() = default;
    /// The number type of that weight in the source.
    [[nodiscard]] virtual at::ScalarType typeOf(const WeightPlace& place) const = 0;
    /// Weights are read in ascending order of this.
    [[nodiscard]] virtual std::uint64_t positionOf(const WeightPlace& place) const = 0;
    /// Some neighbours along the first of `place.shape`'s sides. \param first of them \param rows contiguous, on the
    /// CPU, of that type; its first side is their number, the others hold what one of them has
    [[nodiscard]] virtual Result<void> readRows(
        const WeightPlace& place, std::int64_t first, const at::Tensor& rows) const = 0;
};

/// Weights in files that hold exactly what the network needs (`checkKeys` was called). The set outlives the source.
class FileWeights final : public WeightSource {
public:
    explicit FileWeights(const weights::WeightSet& set) : m_set(set) { }
    /// Errors: Unsupported, a weight whose number type Reverie does not compute with.
    [[nodiscard]] Result<void> checkTypes() const;
    [[nodiscard]] at::ScalarType typeOf(const WeightPlace& place) const override;
    [[nodiscard]] std::uint64_t positionOf(const WeightPlace& place) const override;
    /// A weight that holds NaN or infinity is read too, with a warning that names it.
    [[nodiscard]] Result<void> readRows(
        const WeightPlace& place, std::int64_t first, const at::Tensor& rows) const override;

private:
    void warnOf(const weights::TensorInfo& tensor) const;

    const weights::WeightSet& m_set;
    mutable std::mutex m_mutex;              // guards m_warned
    mutable std::set<std::string> m_warned;  // weights
};

/// How weights lie in memory once they are loaded.
struct WeightTarget {
    at::Device device = at::kCPU;
    at::ScalarType type = at::kFloat;
    bool isPacked = true;  ///< in the fast path's order where the CPU computes in fp32 and this libtorch can; of 16
                           ///< bits there where the source is
};

/// What the weights will take once they are loaded.
[[nodiscard]] std::uint64_t bytesInMemory(
    const WeightList& list, const WeightSource& source, const WeightTarget& target);

/// Told on the calling thread how many bytes of the sources have been read since the last call.
using ReadObserver = std::function<void(std::uint64_t bytes)>;

/// Fills every place of the list with two threads, converting type and layout weight by weight.
/// Errors: those of the source; OutOfMemory, Cancelled.
[[nodiscard]] Result<void> loadWeights(const WeightList& list, const WeightSource& source, const WeightTarget& target,
    const ReadObserver& onRead, const Cancellation& cancellation);

}  // namespace reverie::engine
