#include "core/prompt/clip_tokenizer.h"

#include <QList>

#include <cstdlib>

using namespace reverie::prompt;

/// vocab.json, merges.txt, special_tokens_map.json and tokenizer_config.json, parted by NUL bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    QList<QByteArray> parts = input.split('\0');
    parts.resize(4);
    auto vocabulary = buildVocabulary({{QStringLiteral("vocab.json"), parts[0]},
        {QStringLiteral("merges.txt"), parts[1]}, {QStringLiteral("special_tokens_map.json"), parts[2]},
        {QStringLiteral("tokenizer_config.json"), parts[3]}});
    if (!vocabulary)
        return 0;
    const ClipTokenizer tokenizer(*std::move(vocabulary));
    for (const int id : tokenizer.encode(QStringLiteral("aab Ab, it's 12 <|endoftext|>! é")))
        if (id < 0 || id >= tokenizer.vocabularySize())
            std::abort();
    return 0;
}
