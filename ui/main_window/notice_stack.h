#pragma once

#include "ui/main_window/notice_card.h"

#include <QObject>

namespace reverie::ui {

class ViewerPane;

/// The notices that wait for a person: the latest lies over the picture's head, and when it is decided the one before
/// comes back, so that none is lost to another.
class NoticeStack final : public QObject {
    Q_OBJECT

public:
    explicit NoticeStack(ViewerPane& viewer, QObject* parent = nullptr);

    /// Names the notice until it is decided.
    int put(Notice notice);
    /// What it told is no more.
    void drop(int name);
    [[nodiscard]] bool has(int name) const;

private:
    void showLatest();
    void settle(int name, int part);

    struct Kept {
        int name = 0;
        Notice notice;
    };

    ViewerPane& m_viewer;
    std::vector<Kept> m_kept;
    int m_names = 0;
};

}  // namespace reverie::ui
