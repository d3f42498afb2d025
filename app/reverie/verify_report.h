#pragma once

#include "app/reverie/progress_line.h"
#include "app/reverie/verify_run.h"

namespace reverie::app {

/// "identical", or how far off and why that may be, a line each.
[[nodiscard]] QString verificationText(const Verification& verification);
[[nodiscard]] nlohmann::json verificationJson(const Verification& verification);

/// Tells a person or a program what became of each file: results on standard output, progress and failures on standard
/// error.
class VerifyReport final : public QObject {
    Q_OBJECT

public:
    VerifyReport(Console& console, const VerifyWish& wish, const VerifyRun& run);

    /// The last word, about all files.
    void conclude();
    [[nodiscard]] bool areAllIdentical() const { return m_identical == m_wish.files.size(); }

private:
    void onProgress(int file, const request::Progress& progress);
    void onVerified(const Verification& verification);
    void show(int file, double fraction, const QString& words);

    Console& m_console;
    const VerifyWish& m_wish;
    ProgressLine m_line;
    qsizetype m_identical = 0;
};

}  // namespace reverie::app
