#include <QAction>
#include <QApplication>
#include <QGenericPlugin>
#include <QTimer>
#include <QWidget>

#include <cstdio>

/// Presses the commands of a window that runs in another process than the test, by way of
/// QT_QPA_GENERIC_PLUGINS=window-driver:COMMAND. "up" is printed when the window is there. Once it can, COMMAND is run;
/// "steps" is printed when there is a half-made picture, and then, where a second command follows after a plus, that is
/// run too.
class Driver final : public QObject {
    Q_OBJECT

public:
    explicit Driver(QStringList commands) : m_commands(std::move(commands))
    {
        connect(&m_timer, &QTimer::timeout, this, &Driver::look);
        m_timer.start(20);
    }

private:
    void look()
    {
        if (!m_isUp) {
            m_isUp = find(QStringLiteral("quit")) != nullptr;
            if (m_isUp)
                say("up");
            return;  // what is possible is known a moment later
        }
        if (!m_isBegun)
            m_isBegun = run(m_commands.value(0));
        else if (find(QStringLiteral("stop-and-keep")) != nullptr) {
            m_timer.stop();
            say("steps");
            run(m_commands.value(1));
        }
    }

    static void say(const char* word)
    {
        std::puts(word);
        std::fflush(stdout);
    }

    /// The action of a command that is possible now.
    static QAction* find(const QString& command)
    {
        for (const QWidget* window : QApplication::topLevelWidgets())
            for (QAction* action : window->actions())
                if (action->objectName() == command && action->isEnabled() && window->isVisible())
                    return action;
        return nullptr;
    }

    static bool run(const QString& command)
    {
        QAction* action = command.isEmpty() ? nullptr : find(command);
        if (action != nullptr)
            action->trigger();
        return action != nullptr;
    }

    const QStringList m_commands;
    QTimer m_timer;
    bool m_isUp = false;
    bool m_isBegun = false;
};

class DriverPlugin final : public QGenericPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QGenericPluginFactoryInterface_iid FILE "window_driver.json")

public:
    QObject* create(const QString&, const QString& specification) override
    {
        return new Driver(specification.split('+'));
    }
};

#include "window_driver.moc"
