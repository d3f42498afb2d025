#pragma once

#include "app/desktop/desktop_services.h"
#include "core/image/recipe.h"
#include "ui/compose/compose_pane.h"
#include "ui/compose/prompt_edit.h"
#include "ui/compose/prompt_panel.h"
#include "ui/main_window/command_table.h"
#include "ui/main_window/main_window.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/recent_grid.h"
#include "ui/viewer/viewer_pane.h"
#include "ui/widgets/english_plurals.h"

#include <QApplication>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

namespace reverie::test {

/// A system without a keychain.
class NoKeychain final : public secrets::KeychainBackend {
public:
    secrets::KeychainAnswer read(const QString&) override { return {secrets::KeychainStatus::NoBackendAvailable, {}}; }
    secrets::KeychainAnswer write(const QString&, const Secret&) override { return read({}); }
    secrets::KeychainAnswer remove(const QString&) override { return read({}); }
};

/// The real window over a folder of its own, with the real engine and the starter model, as `reverie` puts it together.
class WindowRun final {
public:
    WindowRun() : m_own(std::make_unique<QTemporaryDir>()), m_folder(m_own->path()) { start(); }
    /// Over what another run left in `folder`, with further variables such as HF_ENDPOINT.
    explicit WindowRun(const QString& folder, const QMap<QString, QString>& variables = {})
        : m_folder(folder), m_variables(variables)
    {
        start();
    }
    /// A job that says nothing for so long may hang.
    explicit WindowRun(int stallMs)
        : m_own(std::make_unique<QTemporaryDir>()), m_folder(m_own->path()), m_stallMs(stallMs)
    {
        start();
    }

    [[nodiscard]] QString folder() const { return m_folder; }
    [[nodiscard]] app::DesktopServices& services() const { return *m_services; }
    [[nodiscard]] queue::Dispatcher& queue() const { return m_services->queue(); }
    [[nodiscard]] ui::MainWindow& window() const { return *m_window; }
    template <typename Widget>
    [[nodiscard]] Widget* find(const QString& name = {}) const
    {
        return m_window->findChild<Widget*>(name);
    }
    [[nodiscard]] ui::ComposePane& compose() const { return *find<ui::ComposePane>(); }
    [[nodiscard]] ui::PromptEdit& prompt() const { return *compose().prompts()->prompt(); }
    [[nodiscard]] ui::ViewerPane& viewer() const { return *find<ui::ViewerPane>(); }
    [[nodiscard]] ui::RecentGrid& recent() const { return *find<ui::RecentGrid>(); }

    void command(const char* id) const { m_window->commands().run(QString::fromLatin1(id)); }

    /// Generates `prompt` and waits until its pictures are in the gallery.
    [[nodiscard]] bool make(const QString& prompt, int steps = 8, int count = 1)
    {
        ui::Form form = compose().form();
        form.request.prompt = prompt;
        form.request.steps = steps;
        form.request.count = count;
        compose().setForm(form);
        const std::size_t wanted = recent().pictures().size() + static_cast<std::size_t>(count);
        command("generate");
        return QTest::qWaitFor([&] { return recent().pictures().size() >= wanted && !queue().running(); }, 60'000);
    }

private:
    /// Neither the network nor the models and the keychain of whoever runs the tests.
    app::Surroundings surroundings()
    {
        app::Surroundings around{{}, m_folder + "/home", &m_keychain};
        around.variables.insert("HF_HOME", m_folder + "/hub");
        if (!m_variables.contains("HF_ENDPOINT"))
            around.variables.insert("HF_HUB_OFFLINE", "1");
        for (auto each = m_variables.cbegin(); each != m_variables.cend(); ++each)
            around.variables.insert(each.key(), each.value());
        return around;
    }

    void start()
    {
        m_services = std::make_unique<app::DesktopServices>(Paths::forProcess(m_folder), surroundings(), m_stallMs);
        m_window = std::make_unique<ui::MainWindow>(m_services->forWindow());
        QObject::connect(m_window.get(), &ui::MainWindow::usable, m_services.get(), &app::DesktopServices::open);
        bool isOpen = false;
        QObject::connect(&queue(), &queue::Dispatcher::opened, m_window.get(), [&isOpen] { isOpen = true; });
        m_window->open();
        m_window->activateWindow();
        (void)QTest::qWaitFor([&] { return isOpen && compose().model().facts.nativeWidth > 0; }, 20'000);
    }

    std::unique_ptr<QTemporaryDir> m_own;
    QString m_folder;
    QMap<QString, QString> m_variables;
    int m_stallMs = queue::DispatcherOptions().stallMs;
    NoKeychain m_keychain;
    std::unique_ptr<app::DesktopServices> m_services;
    std::unique_ptr<ui::MainWindow> m_window;
};

/// Presses a key where the focus is, as a person would.
inline void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QTest::keyClick(QApplication::focusWidget(), static_cast<Qt::Key>(key), modifiers);
}

/// Types into the form, and asks for nothing yet.
inline void ask(WindowRun& run, const QString& prompt, int steps)
{
    ui::Form form = run.compose().form();
    form.request.prompt = prompt;
    form.request.steps = steps;
    run.compose().setForm(form);
}

/// The one with these words; null when there is none.
inline QPushButton* button(const QWidget& widget, const QString& text)
{
    for (QPushButton* each : widget.findChildren<QPushButton*>())
        if (each->text() == text)
            return each;
    return nullptr;
}

/// The one with this text, or of this name where it bears a sign; null when there is none.
inline QAbstractButton* buttonNamed(const QWidget& widget, const QString& name)
{
    for (QAbstractButton* each : widget.findChildren<QAbstractButton*>())
        if (each->accessibleName() == name || each->text() == name)
            return each;
    return nullptr;
}

}  // namespace reverie::test
