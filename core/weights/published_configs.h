#pragma once

#include <nlohmann/json.hpp>

#include <QStringList>

#include <vector>

namespace reverie::weights {

/// The configs with which a family was published, as its diffusers folders hold them: for models that bring none.
struct PublishedConfigs {
    QString name;                              ///< "sd1", "sd2", "sd2-base" or "sdxl"
    QString family;                            ///< "sd1", "sd2" or "sdxl"
    int side = 512;                            ///< pixels that the UNet was made for
    std::vector<nlohmann::json> textEncoders;  ///< one or two
    nlohmann::json unet;
    nlohmann::json vae;
    nlohmann::json scheduler;
};

/// nullptr for a name that is not among them.
[[nodiscard]] const PublishedConfigs* publishedConfigs(const QString& name);
/// Their names.
[[nodiscard]] QStringList publishedNames();

}  // namespace reverie::weights
