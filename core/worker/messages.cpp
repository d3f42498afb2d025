#include "core/worker/messages.h"

#include "core/base/checked.h"
#include "core/worker/message_fields.h"

#include <cstring>
#include <string_view>
#include <utility>

namespace reverie::worker {
namespace {

/// The number of RGB8 bytes of a picture with these sides; overflow cannot happen with sides of an int.
std::uint64_t pixelBytes(const request::RgbImage& picture)
{
    return std::uint64_t{3} * static_cast<std::uint64_t>(picture.width) * static_cast<std::uint64_t>(picture.height);
}

/// The number of bytes of float32 latents, or nothing when it does not fit.
std::optional<std::uint64_t> latentBytes(const std::array<std::int64_t, 3>& shape)
{
    std::optional<std::uint64_t> bytes = sizeof(float);
    for (const std::int64_t side : shape)
        bytes = bytes ? checkedMultiply(*bytes, static_cast<std::uint64_t>(side)) : std::nullopt;
    return bytes;
}

// What a message carries beside its fields. `takePayload` is false when the payload is not exactly what the fields say.

std::vector<std::uint8_t> givePayload(auto&)
{
    return {};
}

std::vector<std::uint8_t> givePayload(message::Preview& message)
{
    return std::move(message.preview.picture.pixels);
}

std::vector<std::uint8_t> givePayload(message::Image& message)
{
    return std::move(message.image.picture.pixels);
}

template <typename T>
std::vector<std::uint8_t> bytesOf(const std::vector<T>& values)
{
    std::vector<std::uint8_t> bytes(values.size() * sizeof(T));
    if (!bytes.empty())
        std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

std::vector<std::uint8_t> givePayload(message::Latents& message)
{
    return bytesOf(message.latents.values);
}

std::vector<std::uint8_t> givePayload(message::Done& message)
{
    return bytesOf(message.times.steps);
}

bool takePayload(auto&, std::vector<std::uint8_t> payload)
{
    return payload.empty();
}

bool takePixels(request::RgbImage& picture, std::vector<std::uint8_t> payload)
{
    picture.pixels = std::move(payload);
    return !picture.pixels.empty() && picture.pixels.size() == pixelBytes(picture);
}

bool takePayload(message::Preview& message, std::vector<std::uint8_t> payload)
{
    return takePixels(message.preview.picture, std::move(payload));
}

bool takePayload(message::Image& message, std::vector<std::uint8_t> payload)
{
    return takePixels(message.image.picture, std::move(payload));
}

template <typename T>
bool takeValues(std::vector<T>& values, const std::vector<std::uint8_t>& payload)
{
    values.resize(payload.size() / sizeof(T));
    if (!values.empty())
        std::memcpy(values.data(), payload.data(), values.size() * sizeof(T));
    return payload.size() % sizeof(T) == 0;
}

bool takePayload(message::Latents& message, const std::vector<std::uint8_t>& payload)
{
    return !payload.empty() && latentBytes(message.latents.shape) == payload.size() &&
        takeValues(message.latents.values, payload);
}

bool takePayload(message::Done& message, const std::vector<std::uint8_t>& payload)
{
    return takeValues(message.times.steps, payload);
}

tl::unexpected<Error> wrongMessage(const QString& what)
{
    return fail(ErrorCode::Corrupt, QStringLiteral("a message %1").arg(what));
}

template <typename Message>
Result<Message> readMessage(Frame& frame)
{
    Message message;
    WireReader reader(frame.header);
    fields(reader, message);
    if (reader.wrong()) {
        const QString type = QString::fromLatin1(Message::kType);
        return wrongMessage(
            QStringLiteral("\"%1\" has no proper field \"%2\"").arg(type, QLatin1String(reader.wrong())));
    }
    if (!takePayload(message, std::move(frame.payload)))
        return wrongMessage(
            QStringLiteral("\"%1\" has a payload of the wrong size").arg(QLatin1String(Message::kType)));
    return message;
}

/// Tries the alternatives of the variant by their names on the wire.
template <typename Variant, std::size_t Index = 0>
Result<Variant> readAny(Frame& frame, std::string_view type)
{
    if constexpr (Index == std::variant_size_v<Variant>) {
        return wrongMessage(QStringLiteral("has an unknown type"));
    } else {
        using Message = std::variant_alternative_t<Index, Variant>;
        if (type != Message::kType)
            return readAny<Variant, Index + 1>(frame, type);
        return readMessage<Message>(frame);
    }
}

template <typename Variant>
Result<Variant> fromFrame(Frame& frame)
{
    const auto member = frame.header.find("type");
    if (member == frame.header.end() || !member->is_string())
        return wrongMessage(QStringLiteral("has no type"));
    return readAny<Variant>(frame, member->get_ref<const std::string&>());
}

template <typename Variant>
Frame frameOf(Variant& any)
{
    return std::visit(
        [](auto& message) {
            Frame frame{{{"type", message.kType}}, {}};
            WireWriter writer(frame.header);
            fields(writer, std::as_const(message));
            frame.payload = givePayload(message);
            return frame;
        },
        any);
}

}  // namespace

Frame toFrame(ToWorker message)
{
    return frameOf(message);
}

Frame toFrame(FromWorker message)
{
    return frameOf(message);
}

Result<ToWorker> toWorkerMessage(Frame frame)
{
    return fromFrame<ToWorker>(frame);
}

Result<FromWorker> fromWorkerMessage(Frame frame)
{
    return fromFrame<FromWorker>(frame);
}

}  // namespace reverie::worker
