#pragma once

#include "ui/widgets/tokens.h"

#include <QFont>
#include <QObject>

class QDBusVariant;

namespace reverie::ui {

class Style;

/// Keeps the application in the dark or the light scheme: the person's choice, else the desktop's, which is asked over
/// D-Bus (the portal's `color-scheme`) once the window is up and then listened to; a desktop without a portal or
/// without a preference speaks through its palette. Also chooses the font. One for the application, which must exist.
class Theme final : public QObject {
    Q_OBJECT

public:
    explicit Theme(QObject* parent = nullptr);

    /// "system", "dark" or "light".
    void choose(const QString& choice);
    /// Per cent of the system's text size.
    void setTextScale(int percent);
    void setMotionReduced(bool isReduced);
    [[nodiscard]] Scheme scheme() const;
    /// Asks the desktop and goes on listening; never waits.
    void followDesktop();

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void setDesktop(uint portalValue);
    void apply();

    Style* m_style;
    Scheme m_unasked;  ///< where the desktop prefers nothing
    Scheme m_desktop;
    QString m_choice;
    const QFont m_font;  ///< of the body, at 100 %
};

/// The scheme that a palette belongs to.
[[nodiscard]] Scheme schemeOf(const QPalette& palette);

}  // namespace reverie::ui
