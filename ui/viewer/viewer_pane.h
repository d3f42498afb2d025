#pragma once

#include "core/gallery/gallery_picture.h"
#include "ui/viewer/shown_picture.h"

#include <QPointer>
#include <QWidget>

class QPushButton;
class QStackedLayout;
class QToolButton;

namespace reverie::ui {

class CompareView;
class InfoSheet;
class Label;
class PictureView;
class ProgressCard;

/// The middle pane: a line of tools, the picture, and what floats over it.
class ViewerPane final : public QWidget {
    Q_OBJECT

public:
    explicit ViewerPane(QWidget* parent = nullptr);

    [[nodiscard]] PictureView* view() const { return m_view; }
    [[nodiscard]] ProgressCard* progress() const { return m_progress; }
    [[nodiscard]] InfoSheet* sheet() const { return m_sheet; }
    [[nodiscard]] CompareView* comparison() const { return m_compare; }

    /// Nothing selected: an invitation instead.
    void showPicture(const std::optional<gallery::GalleryPicture>& picture);
    void showPreview(const QImage& preview, QSize finalSize);
    void setProgressShown(bool isShown);
    void setSheetShown(bool isShown);
    [[nodiscard]] bool isSheetShown() const;
    void compare(const gallery::GalleryPicture& left, const gallery::GalleryPicture& right);
    void endComparison();
    [[nodiscard]] bool isComparing() const;
    /// A card that lies over the picture's head, such as an offered recipe; belongs to the pane from now on.
    void setHeadCard(QWidget* card);
    [[nodiscard]] QWidget* headCard() const { return m_headCard; }

Q_SIGNALS:
    /// A button that stands for a command was pressed.
    void commandWanted(const QString& id);
    /// The shown picture cannot be read.
    void pictureLost(const QString& path);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeTools();
    QToolButton* tool(const QString& iconName, const QString& name, const QString& command);
    QPushButton* word(const QString& text, const QString& command);
    /// A command whose word gives way to its icon where there is no room for all words.
    struct Word {
        QPushButton* button;
        QString text;
        QString iconName;
    };
    void fitTools();
    void showWords(bool areWords);
    void placeFloating();
    void showTools();
    void showZoom();

    PictureView* m_view;
    CompareView* m_compare;
    ProgressCard* m_progress;
    InfoSheet* m_sheet;
    QWidget* m_stage;
    QStackedLayout* m_stack;
    QPushButton* m_fit = nullptr;
    QPushButton* m_actual = nullptr;
    Label* m_zoom = nullptr;
    std::vector<QWidget*> m_pictureTools;
    std::vector<Word> m_words;
    bool m_areWords = true;
    int m_wordsWidth = 0;  ///< of the line of tools with all words
    QWidget* m_tools = nullptr;
    QToolButton* m_star = nullptr;
    QPointer<QWidget> m_headCard;
    PictureReader m_reader;
    std::optional<gallery::GalleryPicture> m_picture;
};

}  // namespace reverie::ui
