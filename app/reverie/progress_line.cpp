#include "app/reverie/progress_line.h"

#include "app/reverie/progress_text.h"

namespace reverie::app {

void ProgressLine::show(double fraction, const QString& words)
{
    constexpr int kBarWidth = 24;
    if (m_console.isErrTerminal())
        return m_console.showTransient(
            progressBar(fraction, kBarWidth, m_console.isUnicode()) + QStringLiteral("  ") + words);
    const QString line = words.left(1).toLower() + words.mid(1);
    if (line != m_lastLine)
        m_console.note(line);
    m_lastLine = line;
}

}  // namespace reverie::app
