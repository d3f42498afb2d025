#pragma once

#include "core/base/serial_thread.h"

#include <QString>

#include <optional>
#include <vector>

namespace reverie::settings {

struct PromptPair {
    QString prompt;
    QString negativePrompt;

    bool operator==(const PromptPair&) const = default;
};

/// The prompts that were run, the newest first, each once; kept in a JSON file. Walking through it is like a shell's:
/// `older` from a draft shows the newest, `newer` behind the newest the draft again.
/// Lives in the window's thread; only the constructor reads.
class PromptHistory final {
public:
    static constexpr std::size_t kMost = 500;

    /// \param file empty = in memory only
    explicit PromptHistory(QString file);
    /// Waits until all is written.
    ~PromptHistory();

    /// A prompt was run: it becomes the newest, and the walk begins anew.
    void add(const PromptPair& pair);
    void clear();
    /// A sentence when the file was broken (it is put aside as "<file>.broken"); else empty.
    [[nodiscard]] const QString& note() const { return m_note; }
    [[nodiscard]] const std::vector<PromptPair>& all() const { return m_pairs; }

    /// \param draft what stands in the fields now
    [[nodiscard]] std::optional<PromptPair> older(const PromptPair& draft);
    [[nodiscard]] std::optional<PromptPair> newer();

private:
    void save();

    QString m_file;  ///< empty = in memory only
    QString m_note;
    std::vector<PromptPair> m_pairs;
    std::optional<std::size_t> m_at;  ///< in m_pairs; nothing = at the draft
    PromptPair m_draft;
    SerialThread m_thread;
};

}  // namespace reverie::settings
