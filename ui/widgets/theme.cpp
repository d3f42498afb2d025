#include "ui/widgets/theme.h"

#include "ui/widgets/label.h"
#include "ui/widgets/style.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPalette>

/// Icons of a static library are there only when they are asked for; outside of any namespace, as Qt wants it.
static void useIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace reverie::ui {
namespace {

const QString kPortal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPortalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kPortalSettings = QStringLiteral("org.freedesktop.portal.Settings");
const QString kAppearance = QStringLiteral("org.freedesktop.appearance");
const QString kColorScheme = QStringLiteral("color-scheme");

/// The system's font at the system's size, Inter where it is installed; never too small to read.
QFont bodyFont()
{
    QFont font = QApplication::font();
    const QString inter = QStringLiteral("Inter");
    if (QFontDatabase::families().contains(inter))
        font.setFamily(inter);
    font.setPixelSize(std::max(type::kBody, QFontInfo(QApplication::font()).pixelSize()));
    return font;
}

}  // namespace

Scheme schemeOf(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness()
        ? Scheme::Dark
        : Scheme::Light;
}

Theme::Theme(QObject* parent)
    : QObject(parent), m_unasked(schemeOf(QApplication::palette())), m_desktop(m_unasked), m_font(bodyFont())
{
    useIcons();
    m_style = new Style(m_desktop);
    QApplication::setFont(m_font);
    QApplication::setStyle(m_style);
    apply();
}

void Theme::setTextScale(int percent)
{
    QFont font = m_font;
    font.setPixelSize(std::max(type::kLabel, m_font.pixelSize() * percent / 100));
    if (font == QApplication::font())
        return;
    QApplication::setFont(font);
    renewFonts();
}

void Theme::setMotionReduced(bool isReduced)
{
    m_style->setMotionReduced(isReduced);
}

Scheme Theme::scheme() const
{
    return m_style->scheme();
}

void Theme::choose(const QString& choice)
{
    m_choice = choice;
    apply();
}

void Theme::apply()
{
    const Scheme wanted = m_choice == QLatin1String("dark") ? Scheme::Dark
        : m_choice == QLatin1String("light")                ? Scheme::Light
                                                            : m_desktop;
    m_style->setScheme(wanted);
    const QPalette palette = m_style->schemePalette();
    if (QApplication::palette() == palette)
        return;
    QApplication::setPalette(palette);
    Q_EMIT changed();
}

void Theme::followDesktop()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kPortal, kPortalPath, kPortalSettings, QStringLiteral("SettingChanged"), this,
        SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage ask = QDBusMessage::createMethodCall(kPortal, kPortalPath, kPortalSettings, QStringLiteral("Read"));
    ask << kAppearance << kColorScheme;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* done) {
        done->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (reply.isError())
            return;
        // Older portals wrap the value twice.
        QVariant value = reply.value().variant();
        if (value.canConvert<QDBusVariant>())
            value = value.value<QDBusVariant>().variant();
        setDesktop(value.toUInt());
    });
}

void Theme::onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group == kAppearance && key == kColorScheme)
        setDesktop(value.variant().toUInt());
}

void Theme::setDesktop(uint portalValue)
{
    constexpr uint kPrefersDark = 1;
    constexpr uint kPrefersLight = 2;
    const bool isPreference = portalValue == kPrefersDark || portalValue == kPrefersLight;
    if (isPreference)
        m_unasked = Scheme::Light;  // a desktop that ends to prefer dark, as GNOME does, means light
    m_desktop = portalValue == kPrefersDark ? Scheme::Dark : m_unasked;
    apply();
}

}  // namespace reverie::ui
