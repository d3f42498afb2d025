#pragma once

#include "core/weights/tensor_file.h"

#include <nlohmann/json.hpp>

namespace reverie::test {

/// What is read of a tensor, its bytes in hexadecimal digits; in their place the sentence where they cannot be read.
inline nlohmann::json factsOf(const weights::TensorFile& file, const weights::TensorInfo& tensor)
{
    QByteArray bytes(static_cast<qsizetype>(tensor.bytes), '\0');
    const auto read =
        file.read(tensor, std::as_writable_bytes(std::span(bytes.data(), static_cast<std::size_t>(bytes.size()))));
    return {{"dtype", weights::dtypeName(tensor.dtype).toStdString()}, {"shape", tensor.shape},
        {"bytes", read ? bytes.toHex().toStdString() : sentence(read.error()).toStdString()}};
}

inline nlohmann::json tensorsIn(const weights::TensorFile& file)
{
    nlohmann::json all = nlohmann::json::object();
    for (const weights::TensorInfo& tensor : file.tensors())
        all[tensor.name] = factsOf(file, tensor);
    return all;
}

}  // namespace reverie::test
