#include "core/prompt/clip_vocabulary.h"

#include "core/io/read_file.h"
#include "core/prompt/byte_alphabet.h"
#include "core/prompt/special_tokens.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reverie::prompt {
namespace {

constexpr std::uint64_t kMaximumFileBytes = std::uint64_t{16} << 20;
constexpr int kMaximumTokens = 1 << 18;
constexpr int kMaximumMerges = 49'152 - 256 - 2;  ///< transformers reads no more
const std::string kWordEnd = "</w>";

using Pair = std::pair<std::string, std::string>;

tl::unexpected<Error> corrupt(const QString& path, const QString& what)
{
    return fail(ErrorCode::Corrupt, QStringLiteral("%1 is damaged: %2").arg(path, what));
}

Result<TokenIds> readIds(const TokenizerFile& file)
{
    const auto table = nlohmann::json::parse(file.bytes.begin(), file.bytes.end(), nullptr, false);
    if (!table.is_object())
        return fail(ErrorCode::Corrupt, QStringLiteral("%1 is not a JSON table").arg(file.path));
    TokenIds ids;
    std::vector<bool> isTaken(kMaximumTokens);
    for (const auto& [token, value] : table.items()) {
        if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= std::uint64_t{kMaximumTokens})
            return corrupt(
                file.path, QStringLiteral("the number of a token is none from 0 to %1").arg(kMaximumTokens - 1));
        const int id = value.get<int>();
        if (isTaken[id])
            return corrupt(file.path, QStringLiteral("two tokens have the number %1").arg(id));
        isTaken[id] = true;
        ids.emplace(token, id);
    }
    return ids;
}

/// One pair a line; the first line is a title.
Result<std::vector<Pair>> readPairs(const TokenizerFile& file)
{
    std::vector<Pair> pairs;
    const QByteArray text = file.bytes.trimmed();
    qsizetype begin = text.indexOf('\n') + 1;
    while (begin > 0 && pairs.size() < kMaximumMerges) {
        const qsizetype end = text.indexOf('\n', begin);
        const QByteArray line = text.sliced(begin, (end < 0 ? text.size() : end) - begin).trimmed();
        const qsizetype space = line.indexOf(' ');
        if (space <= 0 || line.indexOf(' ', space + 1) >= 0)
            return corrupt(file.path, QStringLiteral("line %1 is not two tokens").arg(pairs.size() + 2));
        pairs.emplace_back(line.first(space).toStdString(), line.sliced(space + 1).toStdString());
        begin = end + 1;
    }
    return pairs;
}

int idOf(const TokenIds& ids, const std::string& token)
{
    const auto found = ids.find(token);
    return found == ids.end() ? -1 : found->second;
}

Result<void> addMerges(const TokenizerFile& file, const TokenIds& ids, ClipVocabulary& vocabulary)
{
    const auto pairs = readPairs(file);
    if (!pairs)
        return tl::unexpected<Error>(pairs.error());
    for (std::size_t i = 0; i < pairs->size(); ++i) {
        const auto& [left, right] = (*pairs)[i];
        const std::array tokens = {idOf(ids, left), idOf(ids, right), idOf(ids, left + right)};
        if (*std::min_element(tokens.begin(), tokens.end()) < 0)
            return corrupt(file.path, QStringLiteral("line %1 has a token that is not in the vocabulary").arg(i + 2));
        vocabulary.merges.add(tokens[0], tokens[1], tokens[2]);
    }
    return {};
}

void addPieces(const TokenIds& ids, ClipVocabulary& vocabulary)
{
    for (const auto& [token, id] : ids) {
        vocabulary.pieces.resize(std::max(vocabulary.pieces.size(), static_cast<std::size_t>(id) + 1));
        vocabulary.pieces[id] = token;
    }
    for (int byte = 0; byte < 256; ++byte) {
        const std::string symbol = byteSymbol(static_cast<unsigned char>(byte));
        vocabulary.bytes[byte] = idOf(ids, symbol);
        vocabulary.closingBytes[byte] = idOf(ids, symbol + kWordEnd);
    }
    vocabulary.commaId = idOf(ids, "," + kWordEnd);
}

/// CLIP numbers its tokens in this order: bytes, bytes that end a word, merges, start, end.
Result<TokenIds> numberTokens(const TokenizerFile& merges)
{
    auto pairs = readPairs(merges);
    if (!pairs)
        return failWith(std::move(pairs));
    TokenIds ids;
    const auto add = [&](const std::string& token) { ids.emplace(token, static_cast<int>(ids.size())); };
    for (const std::string& ending : {std::string(), kWordEnd})
        for (const char byte : bytesInVocabularyOrder())
            add(byteSymbol(static_cast<unsigned char>(byte)) + ending);
    for (const auto& [left, right] : *pairs)
        add(left + right);
    add("<|startoftext|>");
    add("<|endoftext|>");
    return ids;
}

Result<ClipVocabulary> build(const TokenIds& ids, const TokenizerFiles& files)
{
    ClipVocabulary vocabulary;
    addPieces(ids, vocabulary);
    return addMerges(files.merges, ids, vocabulary)
        .and_then([&] { return readSpecialTokens(files, ids, vocabulary); })
        .map([&] { return std::move(vocabulary); });
}

Result<TokenizerFile> readOptionalFile(const QString& path)
{
    auto file = readTokenizerFile(path);
    if (!file && file.error().code == ErrorCode::NotFound)
        return TokenizerFile{path, {}};
    return file;
}

}  // namespace

Result<TokenizerFile> readTokenizerFile(const QString& path)
{
    auto file = io::ReadFile::open(path);
    if (!file)
        return failWith(std::move(file));
    return file->readAll(kMaximumFileBytes).map([&](QByteArray bytes) {
        return TokenizerFile{path, std::move(bytes)};
    });
}

Result<TokenizerFiles> readTokenizerFolder(const QString& folder)
{
    auto vocabulary = readTokenizerFile(folder + QStringLiteral("/vocab.json"));
    if (!vocabulary)
        return failWith(std::move(vocabulary));
    auto merges = readTokenizerFile(folder + QStringLiteral("/merges.txt"));
    if (!merges)
        return failWith(std::move(merges));
    auto specialTokens = readOptionalFile(folder + QStringLiteral("/special_tokens_map.json"));
    if (!specialTokens)
        return failWith(std::move(specialTokens));
    auto config = readOptionalFile(folder + QStringLiteral("/tokenizer_config.json"));
    if (!config)
        return failWith(std::move(config));
    return TokenizerFiles{*std::move(vocabulary), *std::move(merges), *std::move(specialTokens), *std::move(config)};
}

Result<ClipVocabulary> buildVocabulary(const TokenizerFiles& files)
{
    return readIds(files.vocabulary).and_then([&](const TokenIds& ids) { return build(ids, files); });
}

Result<ClipVocabulary> buildVocabularyFromMerges(const TokenizerFile& merges)
{
    const TokenizerFiles files{merges, merges, {}, {}};
    return numberTokens(merges).and_then([&](const TokenIds& ids) { return build(ids, files); });
}

}  // namespace reverie::prompt
