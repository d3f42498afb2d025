#pragma once

#include "core/prompt/clip_tokenizer.h"
#include "tests/support/safetensors_bytes.h"

#include <nlohmann/json.hpp>

namespace reverie::test {

/// Fills a tokenizer folder with a vocabulary of letters and the words "hi" and "abc".
inline bool writeSmallVocabulary(const QString& folder)
{
    const QByteArray merges = "#version: 0.2\nh i</w>\na b\nab c</w>\n";
    const prompt::ClipTokenizer tokenizer(*prompt::buildVocabularyFromMerges({"merges.txt", merges}));
    nlohmann::json vocabulary = nlohmann::json::object();
    for (int id = 0; id < tokenizer.vocabularySize(); ++id)
        vocabulary[tokenizer.piece(id).toStdString()] = id;
    return writeFile(folder + "/vocab.json", QByteArray::fromStdString(vocabulary.dump())) &&
        writeFile(folder + "/merges.txt", merges);
}

}  // namespace reverie::test
