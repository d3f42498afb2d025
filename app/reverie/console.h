#pragma once

#include "core/base/error.h"

#include <QString>

#include <nlohmann/json_fwd.hpp>

namespace reverie::app {

/// Standard output for results, standard error for everything else. Made once in main; main thread only.
class Console final {
public:
    /// \param isUnicode  whether the terminal shows more than ASCII
    explicit Console(bool isUnicode);

    /// One line of result.
    void print(const QString& line);
    /// One JSON object on one line of standard output.
    void print(const nlohmann::json& object);
    /// One line on standard error; takes the place of a line that `showTransient` left there.
    void note(const QString& line);
    /// The error's sentence on standard error.
    void complain(const Error& error);
    /// A line on a terminal's standard error that the next line replaces. Does nothing elsewhere.
    void showTransient(const QString& line);

    [[nodiscard]] bool isErrTerminal() const { return m_isErrTerminal; }
    /// Letters in a line of the terminal at standard error.
    [[nodiscard]] int columns() const;
    [[nodiscard]] bool isUnicode() const { return m_isUnicode; }
    /// Writes out what is buffered; false when standard output did not take all that was printed.
    [[nodiscard]] bool flush();

private:
    void clearTransient();

    const bool m_isErrTerminal;
    const bool m_isUnicode;
    bool m_hasTransient = false;
};

}  // namespace reverie::app
