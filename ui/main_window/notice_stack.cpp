#include "ui/main_window/notice_stack.h"

#include "ui/viewer/viewer_pane.h"

#include <algorithm>

namespace reverie::ui {

NoticeStack::NoticeStack(ViewerPane& viewer, QObject* parent) : QObject(parent), m_viewer(viewer) { }

int NoticeStack::put(Notice notice)
{
    m_kept.push_back({++m_names, std::move(notice)});
    showLatest();
    return m_names;
}

void NoticeStack::drop(int name)
{
    if (!has(name))
        return;
    const bool isShown = m_kept.back().name == name;
    std::erase_if(m_kept, [name](const Kept& each) { return each.name == name; });
    if (isShown)
        showLatest();
}

bool NoticeStack::has(int name) const
{
    return std::ranges::find(m_kept, name, &Kept::name) != m_kept.end();
}

void NoticeStack::showLatest()
{
    if (m_kept.empty()) {
        m_viewer.setHeadCard(nullptr);
        return;
    }
    const int name = m_kept.back().name;
    auto* card = new NoticeCard(m_kept.back().notice);
    connect(card, &NoticeCard::settled, this, [this, name](int part) { settle(name, part); });
    connect(card, &NoticeCard::decided, this, [this, name] { drop(name); });
    m_viewer.setHeadCard(card);
}

/// A notice whose parts are all settled has nothing left to say.
void NoticeStack::settle(int name, int part)
{
    const auto at = std::ranges::find(m_kept, name, &Kept::name);
    if (at == m_kept.end())
        return;
    at->notice.parts[static_cast<std::size_t>(part)].isSettled = true;
    if (std::ranges::all_of(at->notice.parts, &Notice::Part::isSettled))
        drop(name);
    else
        showLatest();
}

}  // namespace reverie::ui
