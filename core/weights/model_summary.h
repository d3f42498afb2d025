#pragma once

#include "core/base/result.h"
#include "core/weights/dtype.h"

#include <QStringList>

#include <cstdint>
#include <vector>

namespace reverie::weights {

/// One part of a model in figures.
struct ComponentSummary {
    QString name;                      ///< "text_encoder", "unet", "vae"
    std::uint64_t parameterCount = 0;  ///< numbers in all its tensors
    std::uint64_t bytes = 0;           ///< of these tensors in the files
    DType dtype = DType::F32;          ///< of most of them
    QStringList files;                 ///< absolute paths
};

/// What `reverie models info` says about a model.
struct ModelSummary {
    QString name;
    QString path;          ///< absolute
    QString kind;          ///< "Stable Diffusion 1.x checkpoint", "Stable Diffusion XL model in a folder"
    QString family;        ///< "sd1"
    int nativeWidth = 0;   ///< pixels
    int nativeHeight = 0;  ///< pixels
    int vaeFactor = 0;     ///< pixels per latent
    int latentChannels = 0;
    QString predictionType;       ///< "epsilon", "v_prediction" or "sample"
    QString predictionBecause;    ///< of a checkpoint, which does not record it: why that is assumed
    QString schedulerClass;       ///< as scheduler_config.json names it, such as "PNDMScheduler"
    bool hasEmaCopies = false;    ///< of a checkpoint: moving averages, which are not read
    std::uint64_t fileBytes = 0;  ///< of a checkpoint: its size with all that is not read
    std::vector<DType> dtypes;    ///< number types of the components, the one with most bytes first
    std::vector<ComponentSummary> components;

    [[nodiscard]] std::uint64_t parameterCount() const;
    [[nodiscard]] std::uint64_t bytes() const;
};

/// Opens the model and each of its weight files (headers only). Errors: those of ModelFolder and WeightSet.
[[nodiscard]] Result<ModelSummary> describeModel(const QString& path);

}  // namespace reverie::weights
