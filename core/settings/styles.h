#pragma once

#include "core/base/result.h"
#include "core/settings/prompt_history.h"

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

/// The styles of this user, in one JSON file, sorted by name.
class StyleBook final {
public:
    /// \param file empty = in memory only
    explicit StyleBook(QString file);

    [[nodiscard]] const std::vector<Style>& styles() const { return m_styles; }
    [[nodiscard]] const Style* find(const QString& name) const;
    /// A sentence when the file was broken (it is put aside as "<file>.broken"); else empty.
    [[nodiscard]] const QString& note() const { return m_note; }

    /// Adds or replaces, and writes. Errors: InvalidArgument (no name), those of io::AtomicFile.
    Result<void> put(const Style& style);
    /// All of them in one write.
    Result<void> putAll(const std::vector<Style>& styles);
    Result<void> remove(const QString& name);

private:
    Result<void> save() const;
    void insert(const Style& style);

    QString m_file;  ///< empty = in memory only
    std::vector<Style> m_styles;
    QString m_note;
};

}  // namespace reverie::settings
