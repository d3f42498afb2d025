#pragma once

#include "ui/models/disk_use.h"
#include "ui/widgets/raised_frame.h"

class QVBoxLayout;

namespace reverie::ui {

/// What the models take on the disk, by the programs that they belong to, and what can be removed.
class DiskUseSheet final : public RaisedFrame {
    Q_OBJECT

public:
    explicit DiskUseSheet(QWidget* parent = nullptr);

    void show(const DiskUse& use);

Q_SIGNALS:
    void removeWanted(const QString& id);
    void closeWanted();

private:
    void addSource(const SourceUse& source, std::uint64_t all);
    void addRemovable(const Removable& removable);

    QVBoxLayout* m_rows;
};

}  // namespace reverie::ui
