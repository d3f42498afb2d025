#pragma once

#include "app/reverie/progress_line.h"
#include "core/hub/inquiry.h"

#include <QObject>

namespace reverie::app {

enum class DownloadReportKind { Lines, Quiet, Json };

/// What `reverie models download` prints. Lives in the main thread; `events` may be called from any.
class DownloadReport final : public QObject {
    Q_OBJECT

public:
    DownloadReport(Console& console, DownloadReportKind kind) : m_console(console), m_kind(kind), m_line(console) { }

    void say(const QString& sentence) { m_console.note(sentence); }
    void gate(const hub::GateWords& words);
    void plan(const hub::Inquiry& inquiry);
    [[nodiscard]] hub::DownloadEvents events();
    void done(const QString& folder, std::uint64_t bytes);

private:
    void progress(const hub::DownloadProgress& progress);

    Console& m_console;
    const DownloadReportKind m_kind;
    ProgressLine m_line;
    int m_tenth = -1;  // that was printed last, where lines stay
};

}  // namespace reverie::app
