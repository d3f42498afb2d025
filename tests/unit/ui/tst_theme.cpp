#include "tests/support/private_bus.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QPalette>

#include <optional>

using namespace reverie;
using test::PlayedService;
using ui::Scheme;

namespace {

constexpr uint kNoPreference = 0;
constexpr uint kDark = 1;
constexpr uint kLight = 2;

}  // namespace

/// The desktop's portal, as the test wants it.
class PlayedPortal final : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    std::optional<uint> scheme;  // none: it knows of no such setting
    bool isWrappedTwice = true;  // as portals do that follow the first version's letter
    bool isSilent = false;

    explicit PlayedPortal(std::optional<uint> first) : scheme(first) { }

    void change(uint value, const QString& key = "color-scheme")
    {
        QDBusMessage signal = QDBusMessage::createSignal(
            "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings", "SettingChanged");
        signal << QString("org.freedesktop.appearance") << key << QVariant::fromValue(QDBusVariant(value));
        m_service.bus().send(signal);
    }

    int asked = 0;

public Q_SLOTS:
    QDBusVariant Read(const QString& group, const QString& key)
    {
        ++asked;
        setDelayedReply(isSilent);
        if (group != "org.freedesktop.appearance" || key != "color-scheme" || !scheme) {
            sendErrorReply("org.freedesktop.portal.Error.NotFound", "Requested setting not found");
            return {};
        }
        const QDBusVariant value{QVariant(*scheme)};
        return isWrappedTwice ? QDBusVariant(QVariant::fromValue(value)) : value;
    }

private:
    PlayedService m_service{"org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", *this};
};

/// Dark or light as the desktop has it, with the test in the place of its portal.
class TstTheme final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QApplication::setPalette(QPalette(Qt::lightGray)); }

    void takesThePortalsAnswer_data()
    {
        QTest::addColumn<bool>("isWrappedTwice");
        QTest::newRow("wrapped once") << false;
        QTest::newRow("wrapped twice") << true;
    }

    void takesThePortalsAnswer()
    {
        QFETCH(const bool, isWrappedTwice);
        PlayedPortal portal(kDark);
        portal.isWrappedTwice = isWrappedTwice;
        ui::Theme theme;
        QCOMPARE(theme.scheme(), Scheme::Light);
        QSignalSpy changed(&theme, &ui::Theme::changed);
        theme.followDesktop();
        QTRY_COMPARE(theme.scheme(), Scheme::Dark);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(ui::schemeOf(QApplication::palette()), Scheme::Dark);
    }

    void followsTheDesktopLive()
    {
        PlayedPortal portal(kLight);
        ui::Theme theme;
        theme.followDesktop();
        QTRY_COMPARE(portal.asked, 1);
        portal.change(kDark);
        QTRY_COMPARE(theme.scheme(), Scheme::Dark);
        portal.change(kLight);
        QTRY_COMPARE(theme.scheme(), Scheme::Light);
        portal.change(kDark);
        QTRY_COMPARE(theme.scheme(), Scheme::Dark);
        portal.change(kNoPreference);  // GNOME's word for light
        QTRY_COMPARE(theme.scheme(), Scheme::Light);
    }

    void anotherSettingChangesNothing()
    {
        PlayedPortal portal(kLight);
        ui::Theme theme;
        theme.followDesktop();
        QTRY_COMPARE(portal.asked, 1);
        QSignalSpy changed(&theme, &ui::Theme::changed);
        portal.change(kDark, "contrast");
        portal.change(kLight);
        portal.change(kDark);
        QTRY_COMPARE(theme.scheme(), Scheme::Dark);
        QCOMPARE(changed.size(), 1);
    }

    void aChoiceStandsBeforeTheDesktopsAndGivesWayAgain()
    {
        PlayedPortal portal(kDark);
        ui::Theme theme;
        theme.followDesktop();
        QTRY_COMPARE(theme.scheme(), Scheme::Dark);
        theme.choose("light");
        QCOMPARE(theme.scheme(), Scheme::Light);
        portal.change(kLight);
        portal.change(kDark);
        theme.choose("system");
        QTRY_COMPARE(theme.scheme(), Scheme::Dark);
    }

    void thePaletteSpeaksWhereThePortalDoesNot_data()
    {
        QTest::addColumn<bool>("isSilent");
        QTest::addColumn<int>("scheme");
        QTest::newRow("prefers nothing") << false << static_cast<int>(kNoPreference);
        QTest::newRow("knows no such setting") << false << -1;
        QTest::newRow("never answers") << true << -1;
    }

    void thePaletteSpeaksWhereThePortalDoesNot()
    {
        QFETCH(const bool, isSilent);
        QFETCH(const int, scheme);
        QApplication::setPalette(QPalette(Qt::darkGray, Qt::black));
        PlayedPortal portal(scheme < 0 ? std::nullopt : std::optional(static_cast<uint>(scheme)));
        portal.isSilent = isSilent;
        ui::Theme theme;
        QCOMPARE(theme.scheme(), Scheme::Dark);
        theme.followDesktop();
        QTRY_COMPARE(portal.asked, 1);
        QCOMPARE(theme.scheme(), Scheme::Dark);
        portal.change(kLight);
        QTRY_COMPARE(theme.scheme(), Scheme::Light);
    }

    void hearsAPortalThatStartsLater()
    {
        ui::Theme theme;
        theme.followDesktop();
        QCOMPARE(theme.scheme(), Scheme::Light);
        PlayedPortal portal(kDark);
        portal.change(kDark);
        QTRY_COMPARE(theme.scheme(), Scheme::Dark);
    }
};

int main(int argc, char** argv)
{
    return test::runOnPrivateBus<QApplication, TstTheme>(argc, argv);
}
#include "tst_theme.moc"
