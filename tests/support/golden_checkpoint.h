#pragma once

#include "tests/support/golden_model.h"

#include <cstdint>
#include <functional>

/// Single-file checkpoints out of a golden's manifest, as tests/golden/make_single_files.py writes them. Needs no
/// torch.
namespace reverie::test {

/// A safetensors file in the making, whose header a caller may still spoil.
struct CheckpointBytes {
    nlohmann::json header = nlohmann::json::object();
    QByteArray data;

    void add(const std::string& name, const char* dtype, const nlohmann::json& shape, const QByteArray& bytes)
    {
        header[name] = {
            {"dtype", dtype}, {"shape", shape}, {"data_offsets", {data.size(), data.size() + bytes.size()}}};
        data += bytes;
    }

    /// Neighbours of one name lie fused: the rows of one follow those of the other.
    void append(const std::string& name, const nlohmann::json& shape, const QByteArray& bytes)
    {
        if (!header.contains(name))
            return add(name, "F32", shape, bytes);
        header[name]["shape"][0] = header[name]["shape"][0].get<std::int64_t>() + shape[0].get<std::int64_t>();
        data += bytes;
        header[name]["data_offsets"][1] = data.size();
    }

    /// Names a tensor otherwise.
    void rename(const std::string& old, const std::string& now)
    {
        header[now] = header.at(old);
        header.erase(old);
    }

    [[nodiscard]] QByteArray file() const
    {
        std::string text = header.dump();
        text.resize((text.size() + 7) / 8 * 8, ' ');
        const std::uint64_t length = text.size();
        QByteArray all(sizeof length, '\0');
        std::memcpy(all.data(), &length, sizeof length);
        return all + QByteArray::fromStdString(text) + data;
    }
};

inline QByteArray bytesOf(const std::vector<float>& values)
{
    return {reinterpret_cast<const char*>(values.data()), static_cast<qsizetype>(4 * values.size())};
}

inline std::vector<float> turnedOver(const std::vector<float>& values, std::size_t rows, std::size_t columns)
{
    std::vector<float> turned(values.size());
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column)
            turned[column * rows + row] = values[row * columns + column];
    return turned;
}

/// One tensor [name, shape, original name, form] of the manifest as it lies in the original layout.
inline void addOriginal(
    CheckpointBytes& file, const std::string& component, const nlohmann::json& row, const Gains& gains)
{
    nlohmann::json shape = row[1];
    auto values = hashFill(component + '/' + row[0].get<std::string>(), shape, gains);
    const std::string form = row.size() > 3 ? row[3].get<std::string>() : std::string();
    if (form == "transposed") {
        values = turnedOver(values, shape[0], shape[1]);
        std::swap(shape[0], shape[1]);
    }
    if (form == "1x1")
        shape.insert(shape.end(), {1, 1});
    file.append(row[2], shape, bytesOf(values));
}

/// The checkpoint of a model of single_files.json. \param isWanted leaves out components, such as "vae"
inline CheckpointBytes goldenCheckpoint(
    const nlohmann::json& model, const std::function<bool(const std::string&)>& isWanted = {})
{
    CheckpointBytes file;
    const auto gains = model["gains"].get<Gains>();
    for (const auto& component : {"text_encoder", "unet", "vae", "text_encoder_2"})
        if (model["components"].contains(component) && (!isWanted || isWanted(component)))
            for (const auto& row : model["components"][component]["tensors"])
                addOriginal(file, component, row, gains);
    for (const auto& extra : model["extras"]) {
        const std::string dtype = extra[2];
        const auto values = hashFill(extra[0].get<std::string>(), extra[1], {});
        const auto count = static_cast<qsizetype>(values.size());
        file.add(extra[0].get<std::string>(), dtype.c_str(), extra[1],
            dtype == "F32" ? bytesOf(values) : QByteArray(count * (dtype == "I64" ? 8 : 4), '\0'));
    }
    return file;
}

/// Puts the golden tokenizers beside a checkpoint in `folder`.
inline bool writeGoldenTokenizers(const QString& folder, const QString& data)
{
    bool isWritten = true;
    for (const QString& name : {QStringLiteral("tokenizer"), QStringLiteral("tokenizer_2")}) {
        isWritten = isWritten && QDir(folder).mkpath(name);
        for (const QString& file : QDir(data + name).entryList(QDir::Files))
            isWritten = isWritten &&
                QFile::copy(
                    data + name + QLatin1Char('/') + file, folder + QLatin1Char('/') + name + QLatin1Char('/') + file);
    }
    return isWritten;
}

}  // namespace reverie::test
