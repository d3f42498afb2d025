#include "core/settings/prompt_history.h"

#include "core/base/json_text.h"
#include "core/settings/kept_json.h"

#include <QDebug>

#include <algorithm>

namespace reverie::settings {
namespace {

using nlohmann::json;

std::vector<PromptPair> readPairs(const KeptJson& kept)
{
    std::vector<PromptPair> pairs;
    const json rows = kept.json.is_object() ? kept.json.value("prompts", json::array()) : json::array();
    for (const json& row : rows)
        if (row.is_object() && pairs.size() < PromptHistory::kMost)
            pairs.push_back({textOf(row, "prompt"), textOf(row, "negative")});
    return pairs;
}

json written(const std::vector<PromptPair>& pairs)
{
    json rows = json::array();
    for (const PromptPair& pair : pairs)
        rows.push_back({{"prompt", pair.prompt.toStdString()}, {"negative", pair.negativePrompt.toStdString()}});
    return {{"version", 1}, {"prompts", rows}};
}

}  // namespace

PromptHistory::PromptHistory(QString file) : m_file(std::move(file))
{
    if (m_file.isEmpty())
        return;
    const KeptJson kept = readKeptJson(m_file);
    m_note = kept.note;
    if (kept.isUnreadable)
        m_file.clear();
    m_pairs = readPairs(kept);
}

PromptHistory::~PromptHistory() = default;

void PromptHistory::add(const PromptPair& pair)
{
    m_at.reset();
    if (pair == PromptPair{} || (!m_pairs.empty() && m_pairs.front() == pair))
        return;
    std::erase(m_pairs, pair);
    m_pairs.insert(m_pairs.begin(), pair);
    if (m_pairs.size() > kMost)
        m_pairs.pop_back();
    save();
}

void PromptHistory::clear()
{
    m_pairs.clear();
    m_at.reset();
    save();
}

std::optional<PromptPair> PromptHistory::older(const PromptPair& draft)
{
    std::size_t next = m_at ? *m_at + 1 : 0;
    if (!m_at) {
        m_draft = draft;
        if (!m_pairs.empty() && m_pairs.front() == draft)
            next = 1;  // it stands in the fields already
    }
    if (next >= m_pairs.size())
        return std::nullopt;
    m_at = next;
    return m_pairs[next];
}

std::optional<PromptPair> PromptHistory::newer()
{
    if (!m_at)
        return std::nullopt;
    const bool isNewest = *m_at == 0 || (*m_at == 1 && m_pairs.front() == m_draft);
    if (isNewest) {
        m_at.reset();
        return m_draft;
    }
    return m_pairs[--*m_at];
}

void PromptHistory::save()
{
    if (m_file.isEmpty())
        return;
    std::ignore = m_thread.run([file = m_file, pairs = m_pairs] {
        if (auto saved = writeKeptJson(file, written(pairs)); !saved)
            qWarning().noquote() << "The prompts are not kept:" << sentence(saved.error());
    });
}

}  // namespace reverie::settings
