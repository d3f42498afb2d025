#pragma once

#include <QObject>
#include <QTimer>

class QSplitter;
class QStackedWidget;
class QWidget;

namespace reverie::settings {
class SessionKeeper;
struct SessionState;
}  // namespace reverie::settings

namespace reverie::ui {

class ComposeDesk;
class ComposePane;
class PictureDesk;
class QueueStrip;

/// Brings the window back as it was left, and hands every change to the keeper of the session: fields, folds, dividers
/// and place (by screen), page and selected picture.
class SessionDesk final : public QObject {
    Q_OBJECT

public:
    struct Places {
        settings::SessionKeeper& keeper;
        QWidget& window;
        QSplitter& panes;
        QWidget& recent;  ///< pane of pictures, which may be hidden
        QueueStrip& strip;
        ComposePane& compose;
        ComposeDesk& desk;
        PictureDesk& pictures;
    };

    SessionDesk(const Places& places, QObject* parent);

    /// Everything but the picture, which the gallery must find first.
    void restore();
    [[nodiscard]] bool isFirst() const;
    [[nodiscard]] QString page() const;
    [[nodiscard]] QString selectedPicture() const;
    void setPage(const QString& page);
    /// Notes how everything stands, a moment later.
    void note();
    /// For the end: notes it now, and lets it be written.
    void noteNow();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] QString panesName() const;
    void followScreen();
    void restorePanes();
    [[nodiscard]] settings::SessionState state() const;
    void restoreForm(const settings::SessionState& state);
    void restoreLayout(const settings::SessionState& state);

    Places m_at;
    QString m_page;
    QString m_panes;  ///< under which the dividers are kept now
    QTimer m_patience;
    bool m_isRestored = false;
};

}  // namespace reverie::ui
