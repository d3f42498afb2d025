#pragma once

#include "tests/support/window_run.h"

#include "core/settings/settings.h"
#include "ui/main_window/toast.h"

#include <QDir>

#include <cstdio>

namespace reverie::test {

/// Takes pictures of the window, each in both themes.
class Camera final {
public:
    Camera(WindowRun& run, QDir folder, QSize size) : m_run(run), m_folder(std::move(folder))
    {
        m_run.window().resize(size);
        settle();
    }

    void take(const QString& name)
    {
        for (const QString& theme : {QStringLiteral("dark"), QStringLiteral("light")}) {
            (void)m_run.services().settings().set(QString::fromLatin1(settings::key::kTheme), theme);
            m_run.find<ui::Toast>()->hide();
            settle();
            const QString file = m_folder.filePath(name + '-' + theme + ".png");
            m_run.window().grab().save(file);
            std::printf("%s\n", qPrintable(file));
        }
    }

    static void settle() { QTest::qWait(350); }

private:
    WindowRun& m_run;
    QDir m_folder;
};

/// The page of models with a Hub on this computer: its tabs, and everything that may stand in the way of a model.
void takeModels(const QDir& folder, QSize size);

}  // namespace reverie::test
