#pragma once

#include <QFutureWatcher>
#include <QImage>
#include <QObject>

#include <vector>

namespace reverie::ui {

/// A picture ready to be painted at any size: itself and its halves, so that no small size has to be made out of the
/// large one while it is painted.
struct ShownPicture {
    QString path;
    std::vector<QImage> levels;  ///< the whole, half, quarter ...; empty = it could not be read

    [[nodiscard]] bool isNull() const { return levels.empty(); }
    [[nodiscard]] QSize size() const { return levels.empty() ? QSize() : levels.front().size(); }
    /// The smallest level that is at least `width` pixels wide.
    [[nodiscard]] const QImage& levelFor(double width) const;
};

[[nodiscard]] ShownPicture withLevels(const QString& path, const QImage& whole);

/// Reads pictures in a thread; the latest wish wins.
class PictureReader final : public QObject {
    Q_OBJECT

public:
    explicit PictureReader(QObject* parent = nullptr);
    ~PictureReader() override;
    void read(const QString& path);

Q_SIGNALS:
    void done(const reverie::ui::ShownPicture& picture);

private:
    void begin();

    QString m_wanted;
    QFutureWatcher<ShownPicture> m_watcher;
};

}  // namespace reverie::ui
