#pragma once

#include "core/base/result.h"
#include "core/hub/hub_json.h"
#include "core/hub/repo_info.h"

#include <optional>

namespace reverie::hub {

struct SelectionWish {
    bool halfPrecision = false;  ///< fp16 where there is such a copy: for a device that computes in it
    QString file;                ///< of a repository of single files, this one; empty = the best
};

enum class SelectionKind {
    Folder,  ///< a whole model in the layout of diffusers
    File,    ///< one file that holds a whole model or a LoRA
    Part,    ///< one network with its config.json, such as a VAE
};

/// What of a repository is fetched: what a picture needs, in one precision.
struct FileSelection {
    SelectionKind kind = SelectionKind::Folder;
    std::vector<RepoFile> files;         ///< sorted by path
    std::vector<RepoFile> alternatives;  ///< File: the others that could be taken instead
    QString words;                       ///< "fp16 safetensors, 2.1 GB of the repository's 44 GB"

    [[nodiscard]] std::uint64_t bytes() const;
};

/// `index` is what the repository's model_index.json says, where it has one (`needsIndex`). Never takes copies for
/// other programs (Flax, ONNX, OpenVINO, .ckpt beside a folder), nor the safety checker, which Reverie does not use.
/// Errors: NotFound, naming what is missing or that nothing fits; Unsupported (a pipeline without a UNet).
[[nodiscard]] Result<FileSelection> selectFiles(
    const RepoInfo& repo, const std::optional<ModelIndex>& index, const SelectionWish& wish);

/// Whether model_index.json must be read before files can be selected.
[[nodiscard]] bool needsIndex(const RepoInfo& repo);

}  // namespace reverie::hub
