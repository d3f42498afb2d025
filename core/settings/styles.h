#pragma once

#include "core/base/result.h"
#include "core/base/serial_thread.h"
#include "core/settings/prompt_history.h"

#include <QObject>
#include <QStringList>

#include <vector>

namespace reverie::settings {

/// A named piece of prompt. Where it holds `{prompt}`, the prompt goes there; else it is added behind a comma.
struct Style {
    QString name;
    QString prompt;
    QString negativePrompt;

    bool operator==(const Style&) const = default;
};

/// The prompts with the style applied, as A1111 1.10 does it.
[[nodiscard]] PromptPair applyStyle(const Style& style, const PromptPair& pair);

/// What a styles.csv held.
struct StyleImport {
    std::vector<Style> styles;
    QStringList notes;  ///< a sentence for each row that was left out or read otherwise than it stands
};

/// Reads A1111's styles.csv: a header that names the columns name, prompt (or text) and negative_prompt; fields quoted
/// as RFC 4180 has it, line breaks in them included; UTF-8 with or without a byte order mark.
/// Errors: Corrupt when it is no such file at all, Unsupported when it is larger than 4 MiB.
[[nodiscard]] Result<StyleImport> readStylesCsv(const QByteArray& bytes);

/// The styles of this user, in one JSON file, sorted by name. A change stands at once and is written in the background.
/// Lives in the window's thread; only the constructor reads.
class StyleBook final : public QObject {
    Q_OBJECT

public:
    /// \param file empty = in memory only
    explicit StyleBook(QString file, QObject* parent = nullptr);

    [[nodiscard]] const std::vector<Style>& styles() const { return m_styles; }
    [[nodiscard]] const Style* find(const QString& name) const;
    /// A sentence when the file was broken (it is put aside as "<file>.broken"); else empty.
    [[nodiscard]] const QString& note() const { return m_note; }

    /// Adds or replaces. Errors: InvalidArgument (no name).
    Result<void> put(const Style& style);
    /// All of them in one write.
    Result<void> putAll(const std::vector<Style>& styles);
    /// Puts `style` in the place of another. Errors: InvalidArgument (no name).
    Result<void> change(const QString& name, const Style& style);
    void remove(const QString& name);
    /// These and no others, for taking a change back.
    void restore(std::vector<Style> styles);

    /// Waits until all is on the disk.
    void flush() { m_thread.finish(); }

Q_SIGNALS:
    void notSaved(const QString& sentence);

private:
    void save();
    void insert(const Style& style);

    QString m_file;  ///< empty = in memory only
    std::vector<Style> m_styles;
    QString m_note;
    SerialThread m_thread;
};

}  // namespace reverie::settings
