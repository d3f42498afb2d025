#include "core/prompt/prompt_chunks.h"
#include "core/prompt/prompt_grammar.h"
#include "tests/support/byte_tokenizer.h"

#include <cstdlib>

using namespace reverie;
using namespace reverie::prompt;

/// The first byte chooses the emphasis, the rest is the prompt.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ClipTokenizer tokenizer = byteTokenizer();
    if (size == 0)
        return 0;
    const auto emphasis = static_cast<request::Emphasis>(data[0] % 4);
    const QString prompt = QString::fromUtf8(reinterpret_cast<const char*>(data) + 1, static_cast<qsizetype>(size) - 1);
    if (parsePrompt(prompt).empty())
        std::abort();
    const auto chunks = chunkPrompt(tokenizer, prompt, emphasis);
    if (!chunks)
        return 0;
    for (const PromptChunk& chunk : *chunks)
        if (chunk.ids.size() != 77 || chunk.weights.size() != 77 || chunk.words < 0 || chunk.words > 75)
            std::abort();
    return 0;
}
