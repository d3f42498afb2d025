#pragma once

#include "core/request/generation_events.h"

#include <QStringList>

#include <vector>

namespace reverie::image {

struct WeightHash {
    QString component;  ///< "unet", "vae", "text_encoder"
    QString sha256;     ///< 64 lower-case hex digits of one whole file
};

/// All that a finished picture's file tells about how it was made.
struct PictureFacts {
    request::GenerationRequest request;  ///< resolved; `seed` is that of the run's first picture
    request::ModelFacts model;
    std::uint64_t seed = 0;           ///< of this very picture
    int width = 0;                    ///< pixels
    int height = 0;                   ///< pixels
    std::vector<WeightHash> weights;  ///< one per file, shards in their order
    QString engineVersion;            ///< Reverie's
    QString torchVersion;
    request::Stop stop;
    std::vector<QString> approximations;  ///< names of what was traded for speed; empty = exact
};

/// Of the weights of that component, in the order of its files.
[[nodiscard]] QStringList hashesOf(const PictureFacts& facts, const QString& component);

/// "stopped at step 12 of 25".
[[nodiscard]] QString stopText(const request::Stop& stop);

}  // namespace reverie::image
