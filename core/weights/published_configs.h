#pragma once

#include <nlohmann/json.hpp>

#include <QString>

#include <vector>

namespace reverie::weights {

/// The configs with which a family was published, as its diffusers folders hold them: for models that bring none.
struct PublishedConfigs {
    QString family;                            ///< "sd1" or "sdxl"
    int side = 512;                            ///< pixels that the UNet was made for
    std::vector<nlohmann::json> textEncoders;  ///< one or two
    nlohmann::json unet;
    nlohmann::json vae;
    nlohmann::json scheduler;
};

/// nullptr for a family that is not among them.
[[nodiscard]] const PublishedConfigs* publishedConfigs(const QString& family);

}  // namespace reverie::weights
