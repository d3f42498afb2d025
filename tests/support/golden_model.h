#pragma once

#include "tests/support/hash_fill.h"
#include "tests/support/safetensors_bytes.h"

#include <QDir>
#include <QFile>
#include <QString>

#include <nlohmann/json.hpp>

#include <cstring>

/// Model folders out of a golden's manifest: configs as recorded, weights as hashes of their names. Needs no torch.
namespace reverie::test {

/// A float32 safetensors file of the listed [name, shape], each filled under "component/name".
inline bool writeHashedWeights(
    const QString& path, const std::string& component, const nlohmann::json& tensors, const Gains& gains)
{
    nlohmann::json header;
    QByteArray data;
    for (const auto& tensor : tensors) {
        const std::string name = tensor[0];
        const auto values = hashFill(component + '/' + name, tensor[1], gains);
        const qsizetype begin = data.size();
        data.append(reinterpret_cast<const char*>(values.data()), static_cast<qsizetype>(4 * values.size()));
        header[name] = {{"dtype", "F32"}, {"shape", tensor[1]}, {"data_offsets", {begin, data.size()}}};
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const std::uint64_t length = text.size();
    QByteArray file(sizeof length, '\0');
    std::memcpy(file.data(), &length, sizeof length);
    return writeFile(path, file + QByteArray::fromStdString(text) + data);
}

/// A diffusers folder for a model of pipelines.json with one of its schedulers.
/// \param tokenizer a folder to copy; beside it lies "tokenizer_2", for a model with two text encoders
inline bool writeGoldenModel(
    const QString& folder, const nlohmann::json& model, const nlohmann::json& scheduler, const QString& tokenizer)
{
    const QDir root(folder);
    bool isWritten = true;
    const auto writeJson = [&](const QString& path, const nlohmann::json& json) {
        isWritten = isWritten && root.mkpath(QFileInfo(path).path()) &&
            writeFile(root.filePath(path), QByteArray::fromStdString(json.dump()));
    };
    const bool isXl = model["components"].contains("text_encoder_2");
    writeJson(QStringLiteral("model_index.json"),
        {{"_class_name", isXl ? "StableDiffusionXLPipeline" : "StableDiffusionPipeline"},
            {"force_zeros_for_empty_prompt", isXl}});
    writeJson(QStringLiteral("scheduler/scheduler_config.json"), scheduler);
    for (const auto& [component, part] : model["components"].items()) {
        const QString name = QString::fromStdString(component);
        writeJson(name + QStringLiteral("/config.json"), part["config"]);
        const QString stem = component.starts_with("text_encoder") ? QStringLiteral("/model")
                                                                   : QStringLiteral("/diffusion_pytorch_model");
        isWritten = isWritten &&
            writeHashedWeights(root.filePath(name + stem + QStringLiteral(".safetensors")), component, part["tensors"],
                model["gains"].get<Gains>());
    }
    const auto copyAll = [&](const QString& from, const QString& to) {
        isWritten = isWritten && root.mkpath(to);
        for (const QString& file : QDir(from).entryList(QDir::Files))
            isWritten =
                isWritten && QFile::copy(QDir(from).filePath(file), root.filePath(to + QLatin1Char('/') + file));
    };
    copyAll(tokenizer, QStringLiteral("tokenizer"));
    if (isXl)
        copyAll(tokenizer + QStringLiteral("_2"), QStringLiteral("tokenizer_2"));
    return isWritten;
}

}  // namespace reverie::test
