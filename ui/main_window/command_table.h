#pragma once

#include <QKeySequence>
#include <QObject>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

class QAction;
class QMenu;
class QWidget;

namespace reverie::ui {

/// The menu that a command stands in; the order is theirs.
enum class MenuId { File, Edit, Picture, Models, Queue, View, Help };
[[nodiscard]] std::vector<MenuId> allMenus();
[[nodiscard]] QString titleOf(MenuId menu);

/// Where a command's keys count: in the whole window, or, for single letters, while a picture has the focus.
enum class Scope { Window, Pictures };

/// One thing that the window can do.
struct Command {
    QString id;     ///< stable name, such as "generate"
    QString title;  ///< translated, in the imperative
    MenuId menu = MenuId::File;
    QKeySequence keys;
    std::function<void()> run;
    QString icon = {};
    Scope scope = Scope::Window;
    std::function<bool()> isPossible = {};  ///< empty = always
    std::function<bool()> isOn = {};        ///< of a command that switches something; empty = it does not
    bool endsGroup = false;                 ///< a line follows in the menu
};

/// Every command of the window, once. Menus, palette, shortcuts sheet and remapping are made from it, so that none of
/// them can miss a command. Lives with the window.
class CommandTable final : public QObject {
    Q_OBJECT

public:
    /// \param window  keys of Scope::Window count in it
    explicit CommandTable(QWidget* window);

    void add(Command command);
    /// Keys of Scope::Pictures count in these.
    void setPictureWidgets(const std::vector<QWidget*>& widgets);

    [[nodiscard]] const std::vector<Command>& commands() const { return m_commands; }
    /// Null when there is none.
    [[nodiscard]] const Command* find(const QString& id) const;
    [[nodiscard]] QAction* action(const QString& id) const;
    [[nodiscard]] bool isPossible(const Command& command) const;
    void run(const QString& id);

    [[nodiscard]] QKeySequence keys(const QString& id) const;
    /// Gives a command other keys; nothing = its own again.
    void remap(const QString& id, const std::optional<QKeySequence>& keys);
    /// Which other command has these keys.
    [[nodiscard]] const Command* holderOf(const QKeySequence& keys, const QString& exceptId) const;

    /// A new menu with all commands of `menu`, up to date whenever it opens.
    [[nodiscard]] QMenu* makeMenu(MenuId menu, QWidget* parent);
    /// Brings what is possible and switched on up to date. Menus do so when they open, and every key before it counts:
    /// what a command needs, such as a picture, comes and goes by itself.
    void refresh();
    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    /// A command has other keys than before.
    void keysChanged();

private:
    std::vector<Command> m_commands;
    std::vector<QAction*> m_actions;
};

}  // namespace reverie::ui
