#include "core/weights/header_handler.h"

#include "core/weights/tensor_names.h"

namespace reverie::weights {
namespace {

constexpr std::size_t kMaximumRank = 8;
constexpr std::uint64_t kMaximumDimension = (std::uint64_t{1} << 48) - 1;

}  // namespace

bool HeaderHandler::refuse(QString what, ErrorCode code)
{
    m_error = Error{code, std::move(what), {}, {}};
    return false;
}

bool HeaderHandler::next(Expect expect)
{
    m_expect = expect;
    return true;
}

QString HeaderHandler::place() const
{
    return QStringLiteral("tensor %1").arg(inQuotes(m_tensor.name));
}

bool HeaderHandler::refuseUnexpected()
{
    switch (m_expect) {
    case Expect::Document:
        return refuse(QStringLiteral("its header is not a JSON object"));
    case Expect::Shape:
    case Expect::Dimension:
        return refuse(QStringLiteral("the shape of %1 is not a list of plain whole numbers").arg(place()));
    case Expect::Offsets:
    case Expect::Offset:
        return refuse(QStringLiteral("the data_offsets of %1 are not two plain whole numbers").arg(place()));
    case Expect::DTypeName:
        return refuse(QStringLiteral("the dtype of %1 is not a text").arg(place()));
    case Expect::Metadata:
    case Expect::MetadataText:
        return refuse(QStringLiteral("its metadata is not a table of texts"));
    default:
        return refuse(QStringLiteral("the entry of %1 is not a JSON object").arg(place()));
    }
}

bool HeaderHandler::null()
{
    return refuseUnexpected();
}

bool HeaderHandler::boolean(bool)
{
    return refuseUnexpected();
}

bool HeaderHandler::number_integer(std::int64_t)
{
    return refuseUnexpected();  // the parser sends only numbers with a minus here, -0 too
}

bool HeaderHandler::number_float(double, const std::string&)
{
    return refuseUnexpected();  // a point, an exponent, or more than 64 bits
}

bool HeaderHandler::binary(nlohmann::json::binary_t&)
{
    return refuseUnexpected();
}

bool HeaderHandler::number_unsigned(std::uint64_t value)
{
    if (m_expect == Expect::Dimension)
        return addDimension(value);
    if (m_expect == Expect::Offset)
        return addOffset(value);
    return refuseUnexpected();
}

bool HeaderHandler::string(std::string& value)
{
    if (m_expect == Expect::DTypeName)
        return setDType(value);
    if (m_expect == Expect::MetadataText)
        return addMetadata(value);
    return refuseUnexpected();
}

bool HeaderHandler::start_object(std::size_t)
{
    switch (m_expect) {
    case Expect::Document:
        return next(Expect::TensorName);
    case Expect::Entry:
        return next(Expect::FieldName);
    case Expect::Metadata:
        return next(Expect::MetadataKey);
    default:
        return refuseUnexpected();
    }
}

bool HeaderHandler::key(std::string& name)
{
    if (m_expect == Expect::FieldName)
        return beginField(name);
    if (m_expect == Expect::TensorName)
        return name == "__metadata__" ? beginMetadata() : beginTensor(name);
    m_metadataKey = std::move(name);
    return next(Expect::MetadataText);
}

bool HeaderHandler::end_object()
{
    if (m_expect == Expect::FieldName)
        return endTensor();
    return next(m_expect == Expect::MetadataKey ? Expect::TensorName : Expect::Nothing);
}

bool HeaderHandler::start_array(std::size_t)
{
    m_hasShape |= m_expect == Expect::Shape;
    m_hasOffsets |= m_expect == Expect::Offsets;
    if (m_expect == Expect::Shape)
        return next(Expect::Dimension);
    if (m_expect == Expect::Offsets)
        return next(Expect::Offset);
    return refuseUnexpected();
}

bool HeaderHandler::end_array()
{
    if (m_expect == Expect::Offset && m_offsets.size() != 2)
        return refuseUnexpected();
    return next(Expect::FieldName);
}

bool HeaderHandler::parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&)
{
    return refuse(QStringLiteral("its header stops being JSON at byte %1").arg(position));
}

bool HeaderHandler::beginTensor(std::string& name)
{
    if (m_header.tensors.size() == kMaximumTensors)
        return refuse(QStringLiteral("it holds more than %1 tensors").arg(kMaximumTensors), ErrorCode::Unsupported);
    if (!isTensorName(name))
        return refuse(QStringLiteral("the name of its tensor %1 is empty, too long or holds control characters")
                          .arg(m_header.tensors.size() + 1));
    m_tensor = TensorInfo{};
    m_tensor.name = std::move(name);
    m_dtype.reset();
    m_offsets.clear();
    m_hasShape = m_hasOffsets = false;
    return next(Expect::Entry);
}

bool HeaderHandler::beginMetadata()
{
    if (m_hasMetadata)
        return refuse(QStringLiteral("its metadata stands there twice"));
    m_hasMetadata = true;
    return next(Expect::Metadata);
}

bool HeaderHandler::beginField(const std::string& name)
{
    const auto twice = [&] { return refuse(QStringLiteral("a field of %1 stands there twice").arg(place())); };
    if (name == "dtype")
        return m_dtype ? twice() : next(Expect::DTypeName);
    if (name == "shape")
        return m_hasShape ? twice() : next(Expect::Shape);
    if (name == "data_offsets")
        return m_hasOffsets ? twice() : next(Expect::Offsets);
    return refuse(QStringLiteral("the entry of %1 has the unknown field %2").arg(place(), inQuotes(name)));
}

bool HeaderHandler::addDimension(std::uint64_t value)
{
    if (value > kMaximumDimension)
        return refuse(QStringLiteral("a dimension of %1 is larger than 2^48-1").arg(place()));
    if (m_tensor.shape.size() == kMaximumRank)
        return refuse(
            QStringLiteral("%1 has more than %2 dimensions").arg(place()).arg(kMaximumRank), ErrorCode::Unsupported);
    m_tensor.shape.push_back(static_cast<std::int64_t>(value));
    return true;
}

bool HeaderHandler::addOffset(std::uint64_t value)
{
    if (m_offsets.size() == 2)
        return refuseUnexpected();
    m_offsets.push_back(value);
    return true;
}

bool HeaderHandler::setDType(const std::string& name)
{
    m_dtype = dtypeFromName(name);
    if (!m_dtype)
        return refuse(QStringLiteral("the number type %1 of %2 is unknown").arg(inQuotes(name), place()));
    return next(Expect::FieldName);
}

bool HeaderHandler::addMetadata(std::string& text)
{
    if (m_header.metadata.size() == kMaximumTensors)
        return refuse(
            QStringLiteral("its metadata has more than %1 entries").arg(kMaximumTensors), ErrorCode::Unsupported);
    if (!m_header.metadata.emplace(std::move(m_metadataKey), std::move(text)).second)
        return refuse(QStringLiteral("an entry of its metadata stands there twice"));
    return next(Expect::MetadataKey);
}

bool HeaderHandler::endTensor()
{
    if (!m_dtype || !m_hasShape || !m_hasOffsets)
        return refuse(QStringLiteral("the entry of %1 lacks dtype, shape or data_offsets").arg(place()));
    if (m_offsets[0] > m_offsets[1])
        return refuse(QStringLiteral("%1 ends before it begins").arg(place()));
    m_tensor.dtype = *m_dtype;
    m_tensor.offset = m_offsets[0];
    m_tensor.bytes = m_offsets[1] - m_offsets[0];
    m_header.tensors.push_back(std::move(m_tensor));
    return next(Expect::TensorName);
}

}  // namespace reverie::weights
