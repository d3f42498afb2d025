#include "core/engine/weight_loader.h"

#include "core/engine/layers_packed.h"
#include "core/engine/model_errors.h"
#include "core/engine/panels.h"
#include "core/engine/winograd.h"
#include "core/weights/invalid_numbers.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace reverie::engine {
namespace {

std::optional<at::ScalarType> scalarType(weights::DType type)
{
    switch (type) {
    case weights::DType::F32:
        return at::kFloat;
    case weights::DType::F16:
        return at::kHalf;
    case weights::DType::BF16:
        return at::kBFloat16;
    case weights::DType::F64:
        return at::kDouble;
    default:
        return std::nullopt;
    }
}

std::int64_t elementCount(const WeightPlace& place)
{
    return c10::multiply_integers(place.shape);
}

bool packs(const WeightTarget& target)
{
    return target.isPacked && target.device.is_cpu() && target.type == at::kFloat && packed::isAvailable();
}

/// Whether a convolution goes by tiles. Fewer channels fill neither a panel nor a core's cache.
bool isForTiles(const WeightPlace& place)
{
    constexpr std::int64_t kFewestIn = 16;
    constexpr std::int64_t kFewestOut = 48;
    const std::vector<std::int64_t>& shape = place.shape;
    return shape[2] == 3 && place.stride == 1 && place.padding == 1 && shape[1] >= kFewestIn && shape[0] >= kFewestOut;
}

/// Puts the weight where the layers want it and as they want it.
/// \param plain contiguous, any type, on the CPU; overwritten afterwards
void arrange(const WeightPlace& place, const at::Tensor& plain, const WeightTarget& target)
{
    const bool isMatrix = place.kind == WeightKind::Linear;
    const at::Tensor shaped = plain.view(at::IntArrayRef(place.shape.data(), isMatrix ? 2 : place.shape.size()));
    if (place.kind == WeightKind::Plain || !packs(target)) {
        const auto format =
            isMatrix || place.shape.size() != 4 ? at::MemoryFormat::Contiguous : at::MemoryFormat::ChannelsLast;
        *place.slot = shaped.to(at::TensorOptions(target.device).dtype(target.type), false, true, format);
        return;
    }
    const at::Tensor converted = shaped.to(target.type);
    if (isMatrix)
        *place.slot = panels::pack(converted);
    else if (isForTiles(place))
        *place.slot = winograd::pack(converted);
    else
        *place.slot = packed::packConv2d(converted, {place.stride, place.padding});
}

/// Whether the file's bytes are the weight's bytes in memory.
bool liesAsInFile(const WeightPlace& place, at::ScalarType type, const WeightTarget& target)
{
    return place.kind == WeightKind::Plain && target.device.is_cpu() && type == target.type;
}

/// Memory in which weights wait, as in the file, for their conversion: a half for each of two threads. A weight that
/// is larger than a half takes the whole room and makes the other thread wait, so that loading needs little memory.
class Staging final {
public:
    struct Space {
        void* data = nullptr;
        std::unique_lock<std::mutex> half;
        std::unique_lock<std::mutex> otherHalf;
    };

    explicit Staging(std::int64_t largestBytes)
        : m_halfBytes(std::min(largestBytes, kHalf)),
          m_room(at::empty({std::max(2 * m_halfBytes, largestBytes)}, at::kByte))
    {
    }

    /// \param thread 0 or 1
    Space take(std::size_t thread, std::int64_t bytes)
    {
        auto* room = static_cast<std::byte*>(m_room.data_ptr());
        if (bytes <= m_halfBytes)
            return {room + static_cast<std::int64_t>(thread) * m_halfBytes, std::unique_lock(m_halves[thread]), {}};
        std::unique_lock first(m_halves[0], std::defer_lock);
        std::unique_lock second(m_halves[1], std::defer_lock);
        std::lock(first, second);
        return {room, std::move(first), std::move(second)};
    }

private:
    static constexpr std::int64_t kHalf = 60 << 20;  // holds the largest that a UNet of Stable Diffusion 1 has often

    std::int64_t m_halfBytes;
    at::Tensor m_room;
    std::array<std::mutex, 2> m_halves;
};

/// The work that two threads share.
class Loading final {
public:
    Loading(const WeightList& list, const WeightSource& source, const WeightTarget& target, const Cancellation& cancel)
        : m_source(source), m_target(target), m_cancel(cancel)
    {
        for (const WeightPlace& place : list.places())
            m_places.push_back(&place);
        std::ranges::sort(m_places, {}, [&](const WeightPlace* place) { return source.positionOf(*place); });
    }

    /// For the largest of the weights that need it.
    std::int64_t stagingBytes() const
    {
        std::int64_t largest = 0;
        for (const WeightPlace* place : m_places)
            if (!liesAsInFile(*place, m_source.typeOf(*place), m_target))
                largest = std::max(largest, bytesInSource(*place));
        return largest;
    }

    /// Loads one weight after the other until none is left. Never throws.
    void work(std::size_t thread, Staging& staging, const ReadObserver& onRead)
    {
        const c10::InferenceMode inference;
        while (!m_hasFailed) {
            const std::size_t next = m_next++;
            if (next >= m_places.size())
                return;
            auto loaded = translatingErrors([&] { return load(*m_places[next], thread, staging); });
            if (!loaded)
                return keep(loaded.error());
            if (onRead)
                onRead(m_bytes.exchange(0));
        }
    }

    /// Reports what the other thread read last. Call once the threads have ended.
    void reportRest(const ReadObserver& onRead)
    {
        if (const std::uint64_t bytes = m_bytes.exchange(0); onRead && bytes > 0)
            onRead(bytes);
    }

    Result<void> outcome() const
    {
        if (m_error)
            return tl::unexpected<Error>(*m_error);
        return {};
    }

private:
    Result<void> load(const WeightPlace& place, std::size_t thread, Staging& staging)
    {
        if (m_cancel.isCancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("loading was cancelled"));
        const at::ScalarType type = m_source.typeOf(place);
        m_bytes += static_cast<std::uint64_t>(bytesInSource(place));
        if (liesAsInFile(place, type, m_target)) {
            *place.slot = at::empty(place.shape, type);
            return m_source.read(place, *place.slot);
        }
        const Staging::Space space = staging.take(thread, bytesInSource(place));
        const at::Tensor plain = at::from_blob(space.data, {elementCount(place)}, type);
        if (auto read = m_source.read(place, plain); !read)
            return read;
        arrange(place, plain, m_target);
        return {};
    }

    std::int64_t bytesInSource(const WeightPlace& place) const
    {
        return elementCount(place) * static_cast<std::int64_t>(c10::elementSize(m_source.typeOf(place)));
    }

    void keep(const Error& error)
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_error)
            m_error = error;
        m_hasFailed = true;
    }

    const WeightSource& m_source;
    const WeightTarget& m_target;
    const Cancellation& m_cancel;
    std::vector<const WeightPlace*> m_places;
    std::atomic<std::size_t> m_next = 0;
    std::atomic<std::uint64_t> m_bytes = 0;
    std::atomic<bool> m_hasFailed = false;
    std::mutex m_mutex;  // guards m_error
    std::optional<Error> m_error;
};

}  // namespace

Result<void> FileWeights::checkTypes() const
{
    for (const weights::TensorInfo& tensor : m_set.tensors())
        if (!scalarType(tensor.dtype))
            return fail(ErrorCode::Unsupported,
                QStringLiteral("%1 holds %2 as numbers of the type %3, which Reverie does not compute with")
                    .arg(m_set.files().value(static_cast<qsizetype>(tensor.file)), QString::fromStdString(tensor.name),
                        weights::dtypeName(tensor.dtype)),
                QStringLiteral("use a version of the model in fp32, fp16 or bf16"));
    return {};
}

at::ScalarType FileWeights::typeOf(const WeightPlace& place) const
{
    return scalarType(m_set.find(place.name)->dtype).value_or(at::kFloat);
}

std::uint64_t FileWeights::positionOf(const WeightPlace& place) const
{
    const weights::TensorInfo* tensor = m_set.find(place.name);
    return (std::uint64_t{tensor->file} << 48) + tensor->offset;
}

Result<void> FileWeights::read(const WeightPlace& place, const at::Tensor& into) const
{
    const weights::TensorInfo& tensor = *m_set.find(place.name);
    const std::span bytes(static_cast<std::byte*>(into.data_ptr()), into.nbytes());
    if (auto read = m_set.read(tensor, bytes); !read)
        return read;
    if (weights::hasInvalidNumbers(tensor.dtype, bytes))
        qWarning("%s holds numbers that mean nothing (NaN or infinity) in %s; pictures may fail",
            qUtf8Printable(m_set.files().value(static_cast<qsizetype>(tensor.file))), place.name.c_str());
    return {};
}

Result<void> loadWeights(const WeightList& list, const WeightSource& source, const WeightTarget& target,
    const ReadObserver& onRead, const Cancellation& cancellation)
{
    Loading loading(list, source, target, cancellation);
    Staging staging(loading.stagingBytes());
    std::thread helper([&] { loading.work(1, staging, {}); });
    loading.work(0, staging, onRead);
    helper.join();
    loading.reportRest(onRead);
    return loading.outcome();
}

}  // namespace reverie::engine
