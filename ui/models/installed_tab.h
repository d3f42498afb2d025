#pragma once

#include "ui/models/disk_use.h"
#include "ui/models/model_sheet.h"

#include <QWidget>

class QLineEdit;
class QListView;
class QPushButton;
class QStackedLayout;

namespace reverie::ui {

class DiskUseSheet;
class Label;
class ModelList;

/// Every model of this machine as a list, with the chosen one's page beside it. Shows what it is given and says what
/// is wanted; reads nothing.
class InstalledTab final : public QWidget {
    Q_OBJECT

public:
    explicit InstalledTab(QWidget* parent = nullptr);

    void setEntries(std::vector<ModelEntry> entries);
    /// While the folders are read; with what is known already.
    void setScanning(bool isScanning);
    /// About places that could not be looked at; sentences.
    void setNotes(const QStringList& notes);
    /// Of the chosen model; of another one they are dropped.
    void setDetails(const ModelDetails& details);
    /// Likewise, when it is known.
    void setRemoval(const QString& path, const ModelRemoval& removal);
    void setPicture(const QString& path, const QImage& picture);
    void setDiskUse(const DiskUse& use);
    /// Chooses a model, whatever the filter.
    void choose(const QString& path);

    [[nodiscard]] const QString& chosen() const { return m_chosen; }
    [[nodiscard]] ModelList& models() const { return *m_models; }
    [[nodiscard]] ModelSheet& sheet() const { return *m_sheet; }
    [[nodiscard]] DiskUseSheet& diskUse() const { return *m_diskUse; }
    [[nodiscard]] QLineEdit* filterField() const { return m_filter; }

Q_SIGNALS:
    /// A model was chosen: its details are wanted.
    void detailsWanted(const QString& path);
    void useWanted(const QString& path);
    void removeWanted(const QString& path);
    void favouriteWanted(const QString& path, bool isFavourite);
    void diskUseWanted();
    void uselessRemoveWanted(const QString& id);
    void discoverWanted();
    void folderWanted();
    void rescanWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLayout* makeHead();
    QWidget* makeList();
    QWidget* makeNothing();
    QLayout* makeFoot();
    void onCurrent(const QString& path);
    void showState();
    bool handleKey(int key);

    ModelList* m_models;
    QLineEdit* m_filter;
    std::vector<QPushButton*> m_groups;
    QListView* m_list;
    QStackedLayout* m_left = nullptr;
    QStackedLayout* m_right;
    Label* m_nothing;
    QPushButton* m_nothingWay;
    Label* m_notes;
    Label* m_total;
    QPushButton* m_use;
    ModelSheet* m_sheet;
    DiskUseSheet* m_diskUse;
    QString m_chosen;
    bool m_isScanning = false;
};

}  // namespace reverie::ui
