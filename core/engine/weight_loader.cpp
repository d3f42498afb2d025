#include "core/engine/weight_loader.h"

#include "core/engine/layers_packed.h"
#include "core/engine/model_errors.h"
#include "core/engine/panels.h"
#include "core/weights/invalid_numbers.h"
#include "core/weights/tensor_layout.h"

#include <ATen/ATen.h>
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

/// Whether the fast path has it in panels (panels.h).
bool goesInPanels(const WeightPlace& place, const WeightTarget& target)
{
    return packs(target) &&
        (place.kind == WeightKind::Linear || (place.kind == WeightKind::Convolution && isForTiles(place)));
}

/// The type that it has in memory: of 16 bits what the fast path widens as it takes it, panels and tables of
/// embeddings.
at::ScalarType typeInMemory(const WeightPlace& place, at::ScalarType type, const WeightTarget& target)
{
    const bool isShort = type == at::kHalf || type == at::kBFloat16;
    const bool isTable = place.kind == WeightKind::Plain && place.shape.size() == 2;
    return isShort && (goesInPanels(place, target) || (isTable && packs(target))) ? type : target.type;
}

/// Whether the file's bytes are the weight's bytes in memory.
bool liesAsInFile(const WeightPlace& place, at::ScalarType type, const WeightTarget& target)
{
    return place.kind == WeightKind::Plain && target.device.is_cpu() && type == typeInMemory(place, type, target);
}

/// What does not go in panels, as the layers want it. \param plain contiguous, on the CPU
at::Tensor arranged(const WeightPlace& place, const at::Tensor& plain, const WeightTarget& target)
{
    if (place.kind == WeightKind::Convolution && packs(target))
        return packed::packConv2d(plain.to(target.type), {place.stride, place.padding});
    const at::Tensor shaped = place.kind == WeightKind::Linear ? plain.flatten(1) : plain;
    const auto format = shaped.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    return shaped.to(at::TensorOptions(target.device).dtype(target.type), false, true, format);
}

/// Memory of one thread in which numbers wait, as in the file, for their conversion.
class Room final {
public:
    /// Of that shape and type, until the next.
    at::Tensor tensor(at::IntArrayRef shape, at::ScalarType type)
    {
        const std::int64_t bytes = c10::multiply_integers(shape) * static_cast<std::int64_t>(c10::elementSize(type));
        if (!m_bytes.defined() || m_bytes.numel() < bytes) {
            m_bytes.reset();
            m_bytes = at::empty({bytes}, at::kByte);
        }
        return at::from_blob(m_bytes.data_ptr(), shape, type);
    }

private:
    at::Tensor m_bytes;
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

    /// Loads one weight after the other until none is left. Never throws.
    void work(const ReadObserver& onRead)
    {
        const c10::InferenceMode inference;
        Room room;
        while (!m_hasFailed) {
            const std::size_t next = m_next++;
            if (next >= m_places.size())
                return;
            auto loaded = translatingErrors([&] { return load(*m_places[next], room); });
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
    Result<void> load(const WeightPlace& place, Room& room)
    {
        if (m_cancel.isCancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("loading was cancelled"));
        const at::ScalarType type = m_source.typeOf(place);
        m_bytes += static_cast<std::uint64_t>(elementCount(place)) * c10::elementSize(type);
        if (goesInPanels(place, m_target))
            return loadPanels(place, type, room);
        if (liesAsInFile(place, type, m_target)) {
            *place.slot = at::empty(place.shape, type);
            return m_source.readRows(place, 0, *place.slot);
        }
        const at::Tensor plain = room.tensor(place.shape, type);
        if (auto read = m_source.readRows(place, 0, plain); !read)
            return read;
        *place.slot = arranged(place, plain, m_target);
        return {};
    }

    /// Panel by panel, so that what lies between file and panel stays in the cache.
    Result<void> loadPanels(const WeightPlace& place, at::ScalarType type, Room& room)
    {
        const std::int64_t out = place.shape.front();
        const std::int64_t in = elementCount(place) / out;
        const at::ScalarType kept = typeInMemory(place, type, m_target);
        const at::Tensor all = panels::emptyPanels(out, in, kept);
        for (std::int64_t first = 0; first < out; first += kernels::kPanel) {
            const at::Tensor rows = room.tensor({std::min(kernels::kPanel, out - first), in}, type);
            if (auto read = m_source.readRows(place, first, rows); !read)
                return read;
            panels::packPanel(all, first / kernels::kPanel, rows.to(kept));
        }
        *place.slot = all;
        return {};
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

Result<void> FileWeights::readRows(const WeightPlace& place, std::int64_t first, const at::Tensor& rows) const
{
    const weights::TensorInfo& tensor = *m_set.find(place.name);
    const std::span bytes(static_cast<std::byte*>(rows.data_ptr()), rows.nbytes());
    const bool isWhole = bytes.size() == tensor.bytes;
    if (auto read = m_set.read(isWhole ? tensor : weights::rowsOf(tensor, first, rows.size(0)), bytes); !read)
        return read;
    if (weights::hasInvalidNumbers(tensor.dtype, bytes))
        warnOf(tensor);
    return {};
}

void FileWeights::warnOf(const weights::TensorInfo& tensor) const
{
    const std::scoped_lock lock(m_mutex);
    if (m_warned.insert(tensor.name).second)
        qWarning("%s holds numbers that mean nothing (NaN or infinity) in %s; pictures may fail",
            qUtf8Printable(m_set.files().value(static_cast<qsizetype>(tensor.file))), tensor.name.c_str());
}

std::uint64_t bytesInMemory(const WeightList& list, const WeightSource& source, const WeightTarget& target)
{
    std::uint64_t sum = 0;
    for (const WeightPlace& place : list.places())
        sum += static_cast<std::uint64_t>(elementCount(place)) *
            c10::elementSize(typeInMemory(place, source.typeOf(place), target));
    return sum;
}

Result<void> loadWeights(const WeightList& list, const WeightSource& source, const WeightTarget& target,
    const ReadObserver& onRead, const Cancellation& cancellation)
{
    Loading loading(list, source, target, cancellation);
    std::thread helper([&] { loading.work({}); });
    loading.work(onRead);
    helper.join();
    loading.reportRest(onRead);
    return loading.outcome();
}

}  // namespace reverie::engine
