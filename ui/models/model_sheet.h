#pragma once

#include "ui/models/model_entry.h"
#include "ui/widgets/raised_frame.h"

#include <QImage>
#include <QUrl>

class QGridLayout;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace reverie::ui {

class Label;
class PictureBox;
class TextBox;

/// Everything that is known about a model; texts are for people, and empty where nothing is known.
struct ModelDetails {
    ModelEntry entry;
    QString sharing;       ///< a sentence when other programs use it too
    QString licence;       ///< its name
    QString licenceWords;  ///< what it means in short, a sentence
    QUrl licenceUrl;
    QString advice;  ///< "25 steps, guidance 7, DPM++ 2M"
    QString sha256;  ///< empty while it is not known
    QString notes;
    QString prompt;          ///< what is added to each prompt
    QString negativePrompt;  ///< likewise

    bool operator==(const ModelDetails&) const = default;
};

/// What removing a model means, or why it cannot be removed now.
struct ModelRemoval {
    QString words;  ///< sentences; empty while it is being found out
    bool isPossible = false;
};

/// The page of one model: what it is and why, what may be done with it, and what its owner notes about it.
class ModelSheet final : public RaisedFrame {
    Q_OBJECT

public:
    explicit ModelSheet(QWidget* parent = nullptr);

    void show(const ModelDetails& details);
    /// Of the model that is shown; another one begins without.
    void setRemoval(const ModelRemoval& removal);
    void setPicture(const QImage& picture);
    [[nodiscard]] const QString& path() const { return m_details.entry.path; }

Q_SIGNALS:
    void useWanted(const QString& path);
    void favouriteWanted(const QString& path, bool isFavourite);
    void folderWanted(const QString& path);
    void removeWanted(const QString& path);
    void linkWanted(const QUrl& url);
    /// Of the model that is shown, by a person, when the field is left.
    void notesEdited(const QString& path, const QString& notes);
    void piecesEdited(const QString& path, const QString& prompt, const QString& negativePrompt);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLayout* makeHead();
    QLayout* makeButtons();
    QLayout* makeFields();
    QWidget* makePieces();
    void addField(QLayout& column, const QString& title, const QString& help, QWidget* field);
    void addFact(const QString& name, const QString& value);
    void addLicence();
    void showFacts();
    void takeFields();

    ModelDetails m_details;
    PictureBox* m_picture;
    Label* m_name;
    Label* m_what;
    Label* m_trouble;
    Label* m_removal;
    QPushButton* m_use;
    QToolButton* m_favourite;
    QToolButton* m_remove;
    QGridLayout* m_facts;
    TextBox* m_notes;
    QWidget* m_pieces;  ///< the fields below it
    QLineEdit* m_prompt;
    QLineEdit* m_negative;
};

}  // namespace reverie::ui
