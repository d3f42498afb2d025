#pragma once

#include "core/weights/safetensors_header.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace reverie::weights {

/// Receives the tokens of a header from nlohmann_json's SAX parser and accepts only the shape that the format allows:
/// { name: {"dtype": text, "shape": [integers], "data_offsets": [begin, end]}, "__metadata__": {text: text} }.
/// Every deviation ends the parse at once, so nothing nests deeper than three levels.
/// Offsets in `header()` are still relative to the data and ranges unchecked. Numbers written 1.0, 1e0 or -0 are
/// refused.
class HeaderHandler final {
public:
    [[nodiscard]] TensorListing takeHeader() { return std::move(m_header); }
    /// What was wrong, without the file's name.
    [[nodiscard]] const Error& error() const { return m_error; }

    bool null();
    bool boolean(bool value);
    bool number_integer(std::int64_t value);
    bool number_unsigned(std::uint64_t value);
    bool number_float(double value, const std::string& text);
    bool string(std::string& value);
    bool binary(nlohmann::json::binary_t& value);
    bool start_object(std::size_t size);
    bool key(std::string& name);
    bool end_object();
    bool start_array(std::size_t size);
    bool end_array();
    bool parse_error(std::size_t position, const std::string& token, const nlohmann::json::exception& reason);

private:
    enum class Expect {
        Document,
        TensorName,
        Entry,
        FieldName,
        DTypeName,
        Shape,
        Dimension,
        Offsets,
        Offset,
        Metadata,
        MetadataKey,
        MetadataText,
        Nothing
    };

    [[nodiscard]] bool refuse(QString what, ErrorCode code = ErrorCode::Corrupt);
    [[nodiscard]] bool refuseUnexpected();
    [[nodiscard]] bool next(Expect expect);
    [[nodiscard]] bool beginTensor(std::string& name);
    [[nodiscard]] bool beginMetadata();
    [[nodiscard]] bool beginField(const std::string& name);
    [[nodiscard]] bool addDimension(std::uint64_t value);
    [[nodiscard]] bool addOffset(std::uint64_t value);
    [[nodiscard]] bool setDType(const std::string& name);
    [[nodiscard]] bool addMetadata(std::string& text);
    [[nodiscard]] bool endTensor();
    [[nodiscard]] QString place() const;

    TensorListing m_header;
    Error m_error;
    Expect m_expect = Expect::Document;
    bool m_hasMetadata = false;
    std::string m_metadataKey;
    TensorInfo m_tensor;  // the entry being read
    std::optional<DType> m_dtype;
    bool m_hasShape = false;
    std::vector<std::uint64_t> m_offsets;
    bool m_hasOffsets = false;
};

}  // namespace reverie::weights
