#include "core/weights/pickle_nesting.h"

#include <algorithm>

namespace reverie::weights {
namespace {

/// Measures containers. Heights count levels: a container of plain values has the height 1.
class Nesting final {
public:
    explicit Nesting(const Pickle& pickle)
        : m_pickle(pickle), m_sequences(pickle.sequences.size(), kUnknown), m_dicts(pickle.dicts.size(), kUnknown)
    {
    }

    /// The height of a value; nothing where it is within itself or too high.
    std::optional<int> heightOf(const PickleValue& value, int depth = 0)
    {
        if (const auto* list = std::get_if<PickleList>(&value))
            return known(m_sequences[list->at], depth, [&] { return heightOfSequence(list->at, depth + 1); });
        if (const auto* tuple = std::get_if<PickleTuple>(&value))
            return known(m_sequences[tuple->at], depth, [&] { return heightOfSequence(tuple->at, depth + 1); });
        if (const auto* dict = std::get_if<PickleDict>(&value))
            return known(m_dicts[dict->at], depth, [&] { return heightOfDict(dict->at, depth + 1); });
        return 0;
    }

private:
    static constexpr signed char kUnknown = -1;
    static constexpr signed char kBeingMeasured = -2;

    template <typename Measure>
    static std::optional<int> known(signed char& height, int depth, Measure measure)
    {
        if (height == kBeingMeasured || depth >= kMaximumPickleDepth)
            return std::nullopt;
        if (height == kUnknown) {
            height = kBeingMeasured;
            const std::optional<int> inside = measure();
            if (!inside)
                return std::nullopt;
            height = static_cast<signed char>(*inside + 1);
        }
        return depth + height > kMaximumPickleDepth ? std::nullopt : std::optional<int>(height);
    }

    std::optional<int> heightOfSequence(std::uint32_t at, int depth)
    {
        int highest = 0;
        for (const PickleValue& each : m_pickle.sequences[at]) {
            const auto height = heightOf(each, depth);
            if (!height)
                return std::nullopt;
            highest = std::max(highest, *height);
        }
        return highest;
    }

    std::optional<int> heightOfDict(std::uint32_t at, int depth)
    {
        int highest = 0;
        for (const auto& [key, value] : m_pickle.dicts[at].items) {
            const auto keyHeight = heightOf(key, depth);
            const auto height = keyHeight ? heightOf(value, depth) : std::nullopt;
            if (!height)
                return std::nullopt;
            highest = std::max({highest, *keyHeight, *height});
        }
        return highest;
    }

    const Pickle& m_pickle;
    std::vector<signed char> m_sequences;
    std::vector<signed char> m_dicts;
};

}  // namespace

bool isNestedSoundly(const Pickle& pickle)
{
    return Nesting(pickle).heightOf(pickle.root).has_value();
}

}  // namespace reverie::weights
