#include "core/prompt/special_tokens.h"

#include "core/prompt/clip_words.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reverie::prompt {
namespace {

using nlohmann::json;

constexpr auto kStart = "<|startoftext|>";
constexpr auto kEnd = "<|endoftext|>";

/// The special tokens that the two files describe together.
struct Sources {
    json map;     ///< special_tokens_map.json
    json config;  ///< tokenizer_config.json

    /// The newer form of tokenizer_config.json, beside which the other file counts for nothing.
    [[nodiscard]] bool isNewer() const { return config.contains("added_tokens_decoder"); }

    [[nodiscard]] const json* find(const char* key) const
    {
        for (const json* table : {isNewer() ? &config : &map, &config})
            if (const auto at = table->find(key); at != table->end() && !at->is_null())
                return &*at;
        return nullptr;
    }
};

Result<json> table(const TokenizerFile& file)
{
    if (file.bytes.isEmpty())
        return json::object();
    auto parsed = json::parse(file.bytes.begin(), file.bytes.end(), nullptr, false);
    if (!parsed.is_object())
        return fail(ErrorCode::Corrupt, QStringLiteral("%1 is not a JSON table").arg(file.path));
    return parsed;
}

/// A token is a text or a table with its text under "content".
std::optional<std::string> content(const json& token)
{
    if (token.is_string())
        return token.get<std::string>();
    const auto at = token.is_object() ? token.find("content") : token.end();
    return at != token.end() && at->is_string() ? std::optional(at->get<std::string>()) : std::nullopt;
}

bool flag(const json& token, const char* name, bool fallback)
{
    const auto at = token.is_object() ? token.find(name) : token.end();
    return at != token.end() && at->is_boolean() ? at->get<bool>() : fallback;
}

/// The entry of added_tokens_decoder with that text.
const json* addedToken(const Sources& sources, const std::string& text)
{
    const auto added = sources.config.find("added_tokens_decoder");
    if (added == sources.config.end() || !added->is_object())
        return nullptr;
    for (const json& each : *added)
        if (each.is_object() && content(each) == text)
            return &each;
    return nullptr;
}

class Reader final {
public:
    Reader(const TokenizerFiles& files, Sources sources, const TokenIds& ids, ClipVocabulary& vocabulary)
        : m_files(files), m_sources(std::move(sources)), m_ids(ids), m_vocabulary(vocabulary)
    {
    }

    /// The id of the special token under `key`. A token that is only a text is looked for normalised or not as
    /// `isNormalized` says.
    Result<int> read(const char* key, const char* fallback, bool isNormalized)
    {
        const json standard = fallback;
        const json* token = m_sources.find(key);
        const auto text = content(token ? *token : standard);
        const auto id = text ? m_ids.find(*text) : m_ids.end();
        if (id == m_ids.end() || text->empty())
            return fail(ErrorCode::Corrupt,
                QStringLiteral("%1 has no token for the %2 of %3")
                    .arg(m_files.vocabulary.path, QLatin1String(key), m_files.config.path));
        const json* added = addedToken(m_sources, *text);
        const json& described = added ? *added : token ? *token : standard;
        if (flag(described, "single_word", false))
            return fail(ErrorCode::Unsupported,
                QStringLiteral("the %1 of %2 is a single-word token").arg(QLatin1String(key), m_files.config.path));
        add(*text, id->second, flag(described, "normalized", described.is_object() || isNormalized));
        return id->second;
    }

private:
    void add(const std::string& text, int id, bool isNormalized)
    {
        auto& all = m_vocabulary.specials;
        if (std::any_of(all.begin(), all.end(), [id](const SpecialToken& each) { return each.id == id; }))
            return;
        const QString written = QString::fromStdString(text);
        all.push_back({isNormalized ? clipNormalised(written) : written, id, isNormalized});
    }

    const TokenizerFiles& m_files;
    Sources m_sources;
    const TokenIds& m_ids;
    ClipVocabulary& m_vocabulary;
};

/// Tokenizers that set no limit write a number of thirty digits.
int maxLength(const Sources& sources, int fallback)
{
    constexpr int kLeast = 3;
    constexpr int kMost = 1024;
    const json* length = sources.find("model_max_length");
    const bool isUsual = length && length->is_number_unsigned() && *length >= kLeast && *length <= kMost;
    return isUsual ? length->get<int>() : fallback;
}

}  // namespace

Result<void> readSpecialTokens(const TokenizerFiles& files, const TokenIds& ids, ClipVocabulary& vocabulary)
{
    auto map = table(files.specialTokens);
    if (!map)
        return failWith(std::move(map));
    auto config = table(files.config);
    if (!config)
        return failWith(std::move(config));
    const Sources sources{*std::move(map), *std::move(config)};
    vocabulary.maxLength = maxLength(sources, vocabulary.maxLength);
    Reader reader(files, sources, ids, vocabulary);
    const auto keep = [](int& id) { return [&id](int found) { id = found; }; };
    int unknown = 0;
    return reader.read("bos_token", kStart, true)
        .map(keep(vocabulary.startId))
        .and_then([&] { return reader.read("eos_token", kEnd, true).map(keep(vocabulary.endId)); })
        .and_then([&] { return reader.read("unk_token", kEnd, true).map(keep(unknown)); })
        .and_then([&] { return reader.read("pad_token", kEnd, false).map(keep(vocabulary.padId)); })
        .map([&] {
            std::replace(vocabulary.bytes.begin(), vocabulary.bytes.end(), -1, unknown);
            std::replace(vocabulary.closingBytes.begin(), vocabulary.closingBytes.end(), -1, unknown);
            std::stable_sort(vocabulary.specials.begin(), vocabulary.specials.end(),
                [](const SpecialToken& a, const SpecialToken& b) { return a.text.size() > b.text.size(); });
        });
}

}  // namespace reverie::prompt
