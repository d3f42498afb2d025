#include "core/prompt/prompt_chunks.h"
#include "core/prompt/prompt_grammar.h"
#include "core/prompt/prompt_schedule.h"
#include "tests/support/byte_tokenizer.h"

#include <cstdlib>

using namespace reverie;
using namespace reverie::prompt;

namespace {

void checkSchedule(const QString& prompt, int calls)
{
    int last = -1;
    for (const CombinedText& part : combinedTexts(prompt))
        for (const ScheduledText& each : promptSchedule(part.text, calls)) {
            if (each.lastCall <= last || each.lastCall > calls || each.text.size() > prompt.size())
                std::abort();
            last = each.lastCall == calls ? -1 : each.lastCall;
        }
    if (last != -1)
        std::abort();
}

}  // namespace

/// The first byte chooses the emphasis and how often the network is called, the rest is the prompt.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ClipTokenizer tokenizer = byteTokenizer();
    if (size == 0)
        return 0;
    const auto emphasis = static_cast<request::Emphasis>(data[0] % 4);
    const QString prompt = QString::fromUtf8(reinterpret_cast<const char*>(data) + 1, static_cast<qsizetype>(size) - 1);
    if (parsePrompt(prompt).empty())
        std::abort();
    checkSchedule(prompt, 1 + data[0] / 4 % 8);
    const auto chunks = chunkPrompt(tokenizer, prompt, emphasis);
    if (!chunks)
        return 0;
    for (const PromptChunk& chunk : *chunks)
        if (chunk.ids.size() != 77 || chunk.weights.size() != 77 || chunk.words < 0 || chunk.words > 75)
            std::abort();
    return 0;
}
