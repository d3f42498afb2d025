#include "core/prompt/clip_tokenizer.h"

#include "core/base/paths.h"
#include "core/prompt/clip_words.h"

#include <QFileInfo>

namespace reverie::prompt {
namespace {

const SpecialToken* specialAt(QStringView text, const std::vector<SpecialToken>& specials, bool isNormalized)
{
    for (const SpecialToken& each : specials)
        if (each.isNormalized == isNormalized && text.startsWith(each.text))
            return &each;
    return nullptr;
}

/// Hands the text between special tokens to `encode` and adds the special tokens.
void splitAtSpecials(
    QStringView text, const ClipVocabulary& vocabulary, bool isNormalized, std::vector<int>& ids, const auto& encode)
{
    qsizetype begin = 0;
    qsizetype at = 0;
    while (at < text.size()) {
        const SpecialToken* special = specialAt(text.sliced(at), vocabulary.specials, isNormalized);
        if (!special) {
            ++at;
            continue;
        }
        encode(text.sliced(begin, at - begin));
        ids.push_back(special->id);
        at = begin = at + special->text.size();
    }
    encode(text.sliced(begin));
}

}  // namespace

Result<ClipTokenizer> ClipTokenizer::open(const QString& folder, bool padsWithZero)
{
    if (!folder.isEmpty())
        return fromFolder(folder);
    const QString merges = Paths::clipMerges();
    if (!QFileInfo::exists(merges))
        return fail(ErrorCode::NotFound,
            QStringLiteral("CLIP's vocabulary, which a single-file checkpoint needs, is not at %1").arg(merges),
            QStringLiteral("run packaging/setup, or put a tokenizer folder beside the checkpoint"));
    auto tokenizer = fromOpenClipMerges(merges);
    if (tokenizer && padsWithZero) {
        tokenizer->m_vocabulary.padId = 0;
        tokenizer->m_vocabulary.specials.push_back({QStringLiteral("!"), 0, false});
    }
    return tokenizer;
}

Result<ClipTokenizer> ClipTokenizer::fromFolder(const QString& folder)
{
    return readTokenizerFolder(folder).and_then(buildVocabulary).map([](ClipVocabulary vocabulary) {
        return ClipTokenizer(std::move(vocabulary));
    });
}

Result<ClipTokenizer> ClipTokenizer::fromOpenClipMerges(const QString& path)
{
    return readTokenizerFile(path).and_then(buildVocabularyFromMerges).map([](ClipVocabulary vocabulary) {
        return ClipTokenizer(std::move(vocabulary));
    });
}

std::vector<int> ClipTokenizer::encode(const QString& text) const
{
    std::vector<int> ids;
    splitAtSpecials(text, m_vocabulary, false, ids, [&](QStringView raw) {
        const QString normalised = clipNormalised(raw.toString());
        splitAtSpecials(normalised, m_vocabulary, true, ids, [&](QStringView clean) {
            for (const QStringView word : clipWords(clean))
                encodeWord(word, ids);
        });
    });
    return ids;
}

QString ClipTokenizer::piece(int id) const
{
    return id >= 0 && id < vocabularySize() ? QString::fromStdString(m_vocabulary.pieces[id]) : QString();
}

void ClipTokenizer::encodeWord(QStringView word, std::vector<int>& ids) const
{
    const QByteArray bytes = word.toUtf8();
    std::vector<int> tokens;
    tokens.reserve(bytes.size());
    for (const char byte : bytes)
        tokens.push_back(m_vocabulary.bytes[static_cast<unsigned char>(byte)]);
    tokens.back() = m_vocabulary.closingBytes[static_cast<unsigned char>(bytes.back())];
    const std::vector<int> merged = m_vocabulary.merges.merged(tokens);
    ids.insert(ids.end(), merged.begin(), merged.end());
}

}  // namespace reverie::prompt
