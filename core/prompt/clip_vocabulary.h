#pragma once

#include "core/base/result.h"
#include "core/prompt/pair_merges.h"

#include <QByteArray>

#include <array>
#include <string>

namespace reverie::prompt {

/// A token that stands for itself wherever its text occurs.
struct SpecialToken {
    QString text;
    int id = 0;
    bool isNormalized = false;  ///< looked for in the normalised text, whatever the case, instead of in the raw one
};

/// Everything that a tokenizer folder says.
struct ClipVocabulary {
    std::vector<std::string> pieces;      ///< by id, UTF-8; empty where no token has that id
    std::array<int, 256> bytes{};         ///< token of a byte within a word
    std::array<int, 256> closingBytes{};  ///< token of a byte that ends a word
    PairMerges merges;
    std::vector<SpecialToken> specials;  ///< the longest first
    int startId = 0;
    int endId = 0;
    int padId = 0;
    int commaId = -1;    ///< of a comma that is a word of its own; -1 = there is none
    int maxLength = 77;  ///< tokens that the text encoder takes, start and end included
};

/// A file of a tokenizer folder: its name for messages and what stands in it.
struct TokenizerFile {
    QString path;
    QByteArray bytes;
};

struct TokenizerFiles {
    TokenizerFile vocabulary;     ///< vocab.json
    TokenizerFile merges;         ///< merges.txt
    TokenizerFile specialTokens;  ///< special_tokens_map.json; may be empty
    TokenizerFile config;         ///< tokenizer_config.json; may be empty
};

/// A whole file of at most 16 MiB. Errors: NotFound, Permission, Io, Unsupported (too large).
[[nodiscard]] Result<TokenizerFile> readTokenizerFile(const QString& path);

/// Reads the four files of a diffusers tokenizer folder. Errors: as above.
[[nodiscard]] Result<TokenizerFiles> readTokenizerFolder(const QString& folder);

/// Trusts nothing in the files. Errors: Corrupt, Unsupported, naming the file and what is wrong with it.
[[nodiscard]] Result<ClipVocabulary> buildVocabulary(const TokenizerFiles& files);

/// CLIP's own vocabulary from OpenAI's merges file, which holds all that is needed; pads with the end token.
/// Errors: Corrupt, naming the file.
[[nodiscard]] Result<ClipVocabulary> buildVocabularyFromMerges(const TokenizerFile& merges);

}  // namespace reverie::prompt
