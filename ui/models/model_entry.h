#pragma once

#include "core/library/library_entry.h"

namespace reverie::ui {

/// One model of this machine, as the page and the picker show it. A plain value.
struct ModelEntry : library::LibraryEntry {
    bool isFavourite = false;
    int recency = -1;  ///< 0 = used last; -1 = never used

    bool operator==(const ModelEntry&) const = default;
    [[nodiscard]] bool isUsable() const { return identity.isUsable(); }
    /// Whether it can be the model of Compose.
    [[nodiscard]] bool canDraw() const { return identity.isModel(); }
    /// Whether it can take the place of a model's VAE.
    [[nodiscard]] bool canDecode() const { return isUsable() && identity.kind == library::ModelKind::Vae; }
};

/// What the chips above the list choose.
enum class ModelGroup { All, Models, Loras, Vaes, Others };

[[nodiscard]] ModelGroup groupOf(library::ModelKind kind);
[[nodiscard]] QString titleOf(ModelGroup group);

struct ModelFilter {
    QString words;  ///< each of them has to be in name, kind, source or path
    ModelGroup group = ModelGroup::All;
};

/// Which entries are shown and in which order: favourites, then what can be used, then the rest, each by name.
[[nodiscard]] std::vector<std::size_t> shownModels(const std::vector<ModelEntry>& entries, const ModelFilter& filter);

/// Why it cannot be used, a sentence; empty when it can.
[[nodiscard]] QString reasonAgainst(const ModelEntry& entry);
/// "SD 1.x checkpoint · fp16", or why it cannot be used.
[[nodiscard]] QString modelLine(const ModelEntry& entry);
/// "fp16", "fp32 and fp16"; empty where nothing is known.
[[nodiscard]] QString precisionText(const library::ModelIdentity& identity);
/// "17 models, 41.3 GB".
[[nodiscard]] QString totalText(const std::vector<ModelEntry>& entries);

}  // namespace reverie::ui
