#pragma once

#include "app/reverie/console.h"

namespace reverie::app {

/// How far long work has come, on standard error: a bar on a terminal that replaces itself, one line per event
/// elsewhere.
class ProgressLine final {
public:
    explicit ProgressLine(Console& console) : m_console(console) { }

    /// \param fraction  0..1
    /// \param words     beside the bar, such as "Loading the UNet"
    void show(double fraction, const QString& words);

private:
    Console& m_console;
    QString m_lastLine;
};

}  // namespace reverie::app
