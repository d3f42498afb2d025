#pragma once

#include "core/hub/repo_info.h"

#include <QHash>

#include <optional>

namespace reverie::hub {

/// One way in which the weights of a network stand in a repository: one file, or shards with their index.
struct WeightChoice {
    std::vector<RepoFile> files;
    QString variant;  ///< "fp16", "" = plain
    bool isSafetensors = true;
};

/// The files of a repository by path.
using FilesByPath = QHash<QString, RepoFile>;
[[nodiscard]] FilesByPath filesByPath(const RepoInfo& repo);

/// The best complete copy of `stem` ("unet/diffusion_pytorch_model"): safetensors before .bin, then the wanted
/// precision, then any other. Nothing when no copy is complete.
[[nodiscard]] std::optional<WeightChoice> chooseWeights(
    const FilesByPath& files, const QString& stem, bool halfPrecision);

}  // namespace reverie::hub
