#pragma once

#include "ui/main_window/overlay.h"
#include "ui/models/model_entry.h"

namespace reverie::ui {

class SearchList;
struct SearchItem;

/// Chooses the model that draws: favourites and what was used last first, then all that can be used; found by typing.
class ModelPicker final : public Overlay {
    Q_OBJECT

public:
    explicit ModelPicker(QWidget* window);

    /// \param chosen  path of the model of the form; empty = the starter
    void show(const std::vector<ModelEntry>& entries, const QString& chosen);
    [[nodiscard]] SearchList& list() const { return *m_list; }

Q_SIGNALS:
    /// Empty = the starter.
    void modelWanted(const QString& path);
    void commandWanted(const QString& id);

private:
    void take(const QString& id);

    SearchList* m_list;
};

/// The rows: the starter, favourites, those used last, the rest by name, and the ways to more.
[[nodiscard]] std::vector<SearchItem> pickerItems(const std::vector<ModelEntry>& entries);

}  // namespace reverie::ui
