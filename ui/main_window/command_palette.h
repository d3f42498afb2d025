#pragma once

#include "ui/main_window/overlay.h"

namespace reverie::ui {

class CommandList;
class CommandTable;

/// Ctrl+K: type a few letters of what you want, press Enter.
class CommandPalette final : public Overlay {
    Q_OBJECT

public:
    CommandPalette(CommandTable& commands, QWidget* window);
    void show();

private:
    CommandList* m_list;
};

}  // namespace reverie::ui
