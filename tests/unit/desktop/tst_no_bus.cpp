#include "app/desktop/desktop_signs.h"
#include "app/desktop/sleep_guard.h"
#include "core/settings/settings.h"
#include "tests/support/queue_life.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QDBusConnection>

using namespace reverie;
using queue::JobKey;
using queue::JobState;
using queue::Life;

/// A computer without D-Bus.
class TstNoBus final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jobsRunAndNothingIsSaid()
    {
        QVERIFY(!QDBusConnection::sessionBus().isConnected() && !QDBusConnection::systemBus().isConnected());
        const QTemporaryDir folder;
        Life life(folder);
        const settings::Settings settings{QString()};
        const app::SleepGuard guard(life.queue, settings);
        app::DesktopSigns signs(life.queue, settings, [] { return false; });
        signs.listen();
        const JobKey bad = life.queue.enqueue(Life::request("oom at 2"));
        const JobKey good = life.queue.enqueue(Life::request("a", 2));
        QVERIFY(life.ends(good, JobState::Done));
        QCOMPARE(life.stateOf(bad), JobState::Failed);
        QVERIFY(!guard.isHeld());
    }

    void theThemeFollowsThePaletteAndTheChoice()
    {
        const ui::Scheme palette = ui::schemeOf(QApplication::palette());
        ui::Theme theme;
        theme.followDesktop();
        QCOMPARE(theme.scheme(), palette);
        theme.choose("dark");
        QCOMPARE(theme.scheme(), ui::Scheme::Dark);
    }
};

QTEST_MAIN(TstNoBus)
#include "tst_no_bus.moc"
