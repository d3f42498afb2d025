#pragma once

#include "core/prompt/clip_vocabulary.h"

#include <QString>

#include <vector>

namespace reverie::prompt {

/// Turns text into the tokens of a CLIP text encoder: those of transformers' CLIPTokenizerFast, id for id. Unchanging
/// once made; any number of threads may use it.
class ClipTokenizer final {
public:
    /// The tokenizer of such a folder or, where `folder` is empty, CLIP's own as packaging/setup fetched it.
    /// \param padsWithZero with CLIP's own: texts are filled up with token 0 instead of the end token, as OpenCLIP
    /// does; as in the folders that Stability published, a "!" in a text is that token then Errors: NotFound with what
    /// to do, and those below.
    [[nodiscard]] static Result<ClipTokenizer> open(const QString& folder, bool padsWithZero);
    /// A diffusers tokenizer folder: vocab.json, merges.txt and, where there are, special_tokens_map.json and
    /// tokenizer_config.json. Errors: NotFound, Permission, Io, Corrupt, Unsupported, naming the file.
    [[nodiscard]] static Result<ClipTokenizer> fromFolder(const QString& folder);
    /// CLIP's own vocabulary from OpenAI's bpe_simple_vocab_16e6.txt; pads with the end token. Errors: as above.
    [[nodiscard]] static Result<ClipTokenizer> fromOpenClipMerges(const QString& path);

    explicit ClipTokenizer(ClipVocabulary vocabulary) : m_vocabulary(std::move(vocabulary)) { }

    /// The tokens of a text, without start, end and padding. A special token written out in it is recognised.
    [[nodiscard]] std::vector<int> encode(const QString& text) const;

    [[nodiscard]] int startId() const { return m_vocabulary.startId; }
    [[nodiscard]] int endId() const { return m_vocabulary.endId; }
    [[nodiscard]] int padId() const { return m_vocabulary.padId; }
    /// The token of a comma between words; -1 where the vocabulary has none.
    [[nodiscard]] int commaId() const { return m_vocabulary.commaId; }
    /// Tokens that the text encoder takes, start and end included: 77.
    [[nodiscard]] int maxLength() const { return m_vocabulary.maxLength; }
    /// One more than the largest id.
    [[nodiscard]] int vocabularySize() const { return static_cast<int>(m_vocabulary.pieces.size()); }
    /// A token as the vocabulary writes it, such as "forest</w>"; empty for an id that is none.
    [[nodiscard]] QString piece(int id) const;

private:
    void encodeWord(QStringView word, std::vector<int>& ids) const;

    ClipVocabulary m_vocabulary;
};

}  // namespace reverie::prompt
