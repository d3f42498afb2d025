#include "core/weights/safetensors_header.h"

#include "core/base/checked.h"
#include "core/weights/byte_input.h"
#include "core/weights/file_error.h"
#include "core/weights/header_handler.h"
#include "core/weights/tensor_names.h"

#include <algorithm>

namespace reverie::weights {
namespace {

constexpr std::size_t kMaximumEmptyTensors = 1'024;

tl::unexpected<Error> corrupt(QString what)
{
    return fail(ErrorCode::Corrupt, std::move(what));
}

Result<TensorListing> parseJson(std::string_view json)
{
    if (json.empty() || json.front() != '{')
        return corrupt(QStringLiteral("its header does not begin with {"));
    // nlohmann_json takes a NUL for the end of its input and would not look at what follows.
    if (json.find('\0') != std::string_view::npos)
        return corrupt(QStringLiteral("its header holds a NUL byte"));
    HeaderHandler handler;
    if (!nlohmann::json::sax_parse(json.begin(), json.end(), &handler))
        return tl::unexpected<Error>(handler.error());
    return handler.takeHeader();
}

/// Bytes that shape and type ask for, or nothing where they do not fit 64 bits or end inside a byte.
std::optional<std::uint64_t> bytesOf(const TensorInfo& tensor)
{
    std::optional<std::uint64_t> bits = dtypeBits(tensor.dtype);
    for (const std::int64_t dimension : tensor.shape)
        if (bits)
            bits = checkedMultiply(*bits, static_cast<std::uint64_t>(dimension));
    return bits && *bits % 8 == 0 ? std::optional(*bits / 8) : std::nullopt;
}

Result<void> checkTensor(const TensorInfo& tensor)
{
    const auto bytes = bytesOf(tensor);
    if (!bytes)
        return corrupt(QStringLiteral("the shape of tensor %1 is impossible").arg(inQuotes(tensor.name)));
    if (*bytes != tensor.bytes)
        return corrupt(QStringLiteral("tensor %1 has %2 bytes where its shape asks for %3")
                           .arg(inQuotes(tensor.name), QString::number(tensor.bytes), QString::number(*bytes)));
    if (!isSupported(tensor.dtype))
        return fail(ErrorCode::Unsupported,
            QStringLiteral("tensor %1 has the number type %2").arg(inQuotes(tensor.name), dtypeName(tensor.dtype)),
            QStringLiteral("use a copy of the model in F32, F16 or BF16"));
    return {};
}

/// Sorts by place and demands that the ranges cover the data from its first to its last byte, each byte once.
Result<void> checkLayout(std::vector<TensorInfo>& tensors, std::uint64_t dataBytes)
{
    std::ranges::sort(tensors, {}, [](const TensorInfo& t) { return std::pair(t.offset, t.bytes); });
    std::uint64_t end = 0;
    for (const TensorInfo& tensor : tensors) {
        if (tensor.offset != end)
            return corrupt(QStringLiteral("tensor %1 %2")
                               .arg(inQuotes(tensor.name),
                                   tensor.offset < end ? QStringLiteral("overlaps the one before it")
                                                       : QStringLiteral("leaves a hole before it")));
        end += tensor.bytes;
    }
    if (end > dataBytes)
        return corrupt(QStringLiteral("it is cut short: %1 bytes of tensors are announced, %2 are there")
                           .arg(QString::number(end), QString::number(dataBytes)));
    if (end < dataBytes)
        return corrupt(QStringLiteral("%1 bytes follow its last tensor").arg(dataBytes - end));
    return {};
}

Result<void> checkTensors(TensorListing& header, std::uint64_t dataBytes)
{
    if (header.tensors.empty())
        return corrupt(QStringLiteral("it holds no tensors"));
    if (auto differ = checkNamesDiffer(header.tensors); !differ)
        return differ;
    if (auto layout = checkLayout(header.tensors, dataBytes); !layout)
        return layout;
    for (const TensorInfo& tensor : header.tensors)
        if (auto sound = checkTensor(tensor); !sound)
            return sound;
    if (std::ranges::count(header.tensors, std::uint64_t{0}, &TensorInfo::bytes) >
        static_cast<std::ptrdiff_t>(kMaximumEmptyTensors))
        return fail(ErrorCode::Unsupported,
            QStringLiteral("it holds more than %1 tensors of no size").arg(kMaximumEmptyTensors));
    return {};
}

Result<std::string> readHeader(const io::ReadFile& file)
{
    auto start = file.bytesAt(0, kLengthBytes);
    if (!start)
        return start;
    const std::uint64_t length = headerLength(*start);
    if (length > kMaximumHeaderBytes)
        return aboutFile(corrupt(QStringLiteral("its header is longer than any header may be")).value(), file.path());
    if (length > file.size() - kLengthBytes)
        return aboutFile(corrupt(QStringLiteral("it is cut short within its header")).value(), file.path());
    return file.bytesAt(kLengthBytes, length);
}

}  // namespace

std::uint64_t headerLength(std::string_view start)
{
    return ByteFields(start).next(kLengthBytes);
}

Result<TensorListing> parseSafetensorsHeader(std::string_view header, std::uint64_t fileBytes, const QString& path)
{
    const std::uint64_t dataStart = kLengthBytes + header.size();
    if (fileBytes < dataStart)
        return aboutFile(corrupt(QStringLiteral("it is cut short within its header")).value(), path);
    auto parsed = parseJson(header);
    if (!parsed)
        return aboutFile(std::move(parsed).error(), path);
    if (auto sound = checkTensors(*parsed, fileBytes - dataStart); !sound)
        return aboutFile(std::move(sound).error(), path);
    for (TensorInfo& tensor : parsed->tensors)
        tensor.offset += dataStart;
    return parsed;
}

Result<TensorListing> readSafetensors(const io::ReadFile& file)
{
    const auto text = readHeader(file);
    if (!text)
        return tl::unexpected<Error>(text.error());
    return parseSafetensorsHeader(*text, file.size(), file.path());
}

}  // namespace reverie::weights
