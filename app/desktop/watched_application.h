#pragma once

#include <QApplication>

namespace reverie::app {

/// Watches that the window stays quick: measures the processor time that each event costs the window's thread, and logs
/// those of more than 16 ms. For debug builds and tests.
class WatchedApplication : public QApplication {
    Q_OBJECT

public:
    static constexpr double kMostMs = 16;

    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override;

    /// The longest since `forget`.
    [[nodiscard]] double longestMs() const { return m_longestMs; }
    /// What it was: "QPaintEvent for reverie::ui::PictureView".
    [[nodiscard]] QString longest() const { return m_longest; }
    void forget();

private:
    void note(double milliseconds, const QString& what);

    double m_longestMs = 0;
    QString m_longest;
    bool m_isWatching = false;  // an event within an event counts to the outer one
};

}  // namespace reverie::app
