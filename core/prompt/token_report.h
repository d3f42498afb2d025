#pragma once

#include "core/prompt/prompt_chunks.h"

#include <nlohmann/json_fwd.hpp>

namespace reverie::prompt {

struct ReportedToken {
    int id = 0;
    QString piece;  ///< as the vocabulary writes it: "forest</w>"
    float weight = 1;
};

struct ReportedChunk {
    std::vector<ReportedToken> tokens;  ///< from start to end, both included; without the padding
    int room = 75;                      ///< tokens that fit between start and end
    int padding = 0;                    ///< tokens of padding after the end
};

/// The tokens of a prompt as the text encoder gets them, chunk by chunk: what `reverie tokens` prints.
struct TokenReport {
    std::vector<ReportedChunk> chunks;
    int padId = 0;
    int dropped = 0;  ///< tokens of a literal prompt that found no room
};

/// Errors: those of `chunkPrompt()`.
[[nodiscard]] Result<TokenReport> describeTokens(
    const ClipTokenizer& tokenizer, const QString& prompt, request::Emphasis emphasis);

/// Lines for a terminal, each chunk under a heading; a weight only where it is not 1. Ends with a line break.
[[nodiscard]] QString toText(const TokenReport& report);

/// {"chunks": [{"tokens": [{"id", "piece", "weight"}], "used", "room", "padding"}], "padId", "dropped"}
[[nodiscard]] nlohmann::json toJson(const TokenReport& report);

}  // namespace reverie::prompt
