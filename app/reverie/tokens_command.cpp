#include "app/reverie/tokens_command.h"

#include "app/reverie/exit_code.h"
#include "app/reverie/model_choice.h"
#include "app/reverie/request_options.h"
#include "app/reverie/session.h"
#include "app/reverie/values.h"
#include "core/prompt/prompt_chunks.h"
#include "core/prompt/prompt_schedule.h"
#include "core/request/validate.h"
#include "core/weights/model_folder.h"

#include <nlohmann/json.hpp>

#include <memory>

namespace reverie::app {
namespace {

using nlohmann::json;
using prompt::ClipTokenizer;
using prompt::PromptChunk;

struct Wish {
    request::GenerationRequest request;
    int calls = 20;
    bool json = false;
};

/// One text that a prompt stands for: of a part, between two calls of the network.
struct Reading {
    int part = 1;
    double weight = 1;
    int firstCall = 0;
    int lastCall = 0;
    std::vector<PromptChunk> chunks;
};

/// A tokenizer and what it made of a prompt.
struct Tokens {
    ClipTokenizer tokenizer;
    std::vector<Reading> readings;
};

Setter keepCalls(Wish& wish)
{
    return [&wish, keep = keepWhole(QStringLiteral("--calls"), &wish.calls)](const QString& text) {
        return keep(text).and_then([&]() -> Result<void> {
            constexpr int kMost = 2000;
            if (wish.calls >= 1 && wish.calls <= kMost)
                return {};
            return fail(ErrorCode::InvalidArgument, QStringLiteral("--calls is %1").arg(wish.calls),
                QStringLiteral("choose 1 to %1").arg(kMost));
        });
    };
}

Result<std::vector<Reading>> readingsOf(const Wish& wish, const ClipTokenizer& tokenizer)
{
    const bool isLiteral = wish.request.emphasis == request::Emphasis::None;
    const QString& prompt = wish.request.prompt;
    std::vector<Reading> readings;
    int part = 0;
    for (const auto& combined :
        isLiteral ? std::vector<prompt::CombinedText>{{1, prompt}} : prompt::combinedTexts(prompt)) {
        ++part;
        int first = 0;
        for (const auto& text : isLiteral ? std::vector<prompt::ScheduledText>{{wish.calls, prompt}}
                                          : prompt::promptSchedule(combined.text, wish.calls)) {
            auto chunks = prompt::chunkPrompt(tokenizer, text.text, wish.request.emphasis);
            if (!chunks)
                return failWith(std::move(chunks));
            readings.push_back({part, combined.weight, first, text.lastCall, std::move(*chunks)});
            first = text.lastCall + 1;
        }
    }
    return readings;
}

Result<Tokens> tokensOf(const Wish& wish, const Paths& paths)
{
    if (auto valid = request::validate(wish.request); !valid)
        return failWith(std::move(valid));
    auto path = chooseModel(wish.request.model, paths);
    if (!path)
        return failWith(std::move(path));
    const auto model = weights::ModelFolder::open(*path);
    if (!model)
        return tl::unexpected<Error>(model.error());
    const weights::TokenizerPlace place = model->tokenizers().front();
    auto tokenizer = ClipTokenizer::open(place.folder, place.padsWithZero);
    if (!tokenizer)
        return failWith(std::move(tokenizer));
    auto readings = readingsOf(wish, *tokenizer);
    if (!readings)
        return failWith(std::move(readings));
    return Tokens{std::move(*tokenizer), std::move(*readings)};
}

QString tokenLine(const ClipTokenizer& tokenizer, int id, float weight)
{
    const QString line = QStringLiteral("  %1  %2").arg(id, 6).arg(tokenizer.piece(id));
    return weight == 1 ? line : QStringLiteral("%1  x%2").arg(line, -30).arg(static_cast<double>(weight), 0, 'g', 4);
}

void printChunks(Console& console, const ClipTokenizer& tokenizer, const std::vector<PromptChunk>& chunks)
{
    const int room = tokenizer.maxLength() - 2;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const PromptChunk& chunk = chunks[i];
        const QString dropped =
            chunk.dropped > 0 ? QStringLiteral(", %1 more found no room").arg(chunk.dropped) : QString();
        console.print(QStringLiteral("chunk %1 of %2: %3 of %4 tokens%5")
                          .arg(i + 1)
                          .arg(chunks.size())
                          .arg(chunk.words)
                          .arg(room)
                          .arg(dropped));
        for (std::size_t at = 1; at <= static_cast<std::size_t>(chunk.words); ++at)
            console.print(tokenLine(tokenizer, chunk.ids[at], chunk.weights[at]));
    }
}

/// "part 2, weight 0.6, calls 5 to 20:"
QString heading(const Reading& reading)
{
    return QStringLiteral("part %1, weight %2, calls %3 to %4:")
        .arg(reading.part)
        .arg(reading.weight)
        .arg(reading.firstCall)
        .arg(reading.lastCall);
}

void printText(Console& console, const Tokens& tokens)
{
    for (const Reading& reading : tokens.readings) {
        if (tokens.readings.size() > 1)
            console.print(heading(reading));
        printChunks(console, tokens.tokenizer, reading.chunks);
    }
}

json chunkObject(const Reading& reading, const PromptChunk& chunk, const ClipTokenizer& tokenizer)
{
    json pieces = json::array();
    for (const int id : chunk.ids)
        pieces.push_back(tokenizer.piece(id).toStdString());
    return {{"ids", chunk.ids}, {"pieces", pieces}, {"weights", chunk.weights}, {"words", chunk.words},
        {"dropped", chunk.dropped}, {"part", reading.part}, {"part_weight", reading.weight},
        {"calls", {reading.firstCall, reading.lastCall}}};
}

int run(Session& session, const Wish& wish)
{
    const auto tokens = tokensOf(wish, session.paths());
    if (!tokens) {
        session.console().complain(tokens.error());
        return exitCode(tokens.error(), false);
    }
    if (!wish.json) {
        printText(session.console(), *tokens);
        return Done;
    }
    for (const Reading& reading : tokens->readings)
        for (const PromptChunk& chunk : reading.chunks)
            session.console().print(chunkObject(reading, chunk, tokens->tokenizer));
    return Done;
}

}  // namespace

Command tokensCommand()
{
    const auto wish = std::make_shared<Wish>();
    Command command;
    command.name = QStringLiteral("tokens");
    command.summary = QStringLiteral("Show how a model reads a prompt");
    command.details = QStringLiteral(
        "A model reads a prompt as tokens, in chunks of 75. Shows them chunk by chunk: id, piece of "
        "text (</w> ends a word) "
        "and weight where it is not 1. Of a prompt that changes on its way or has several parts, each text by "
        "itself. Needs the model's vocabulary only and is there at once.");
    command.examples = QStringLiteral("reverie tokens \"a (red:1.3) forest BREAK at night\"\n"
                                      "reverie tokens \"a [red:blue:0.4] forest AND a lake :0.6\" --calls 25\n"
                                      "reverie tokens \"a red forest\" --emphasis none --json");
    command.positionals = {
        {QStringLiteral("TEXT"), QStringLiteral("A prompt, in quotation marks"), keepText(&wish->request.prompt)}};
    command.options = {modelOptions(wish->request).front(), emphasisOption(wish->request.emphasis),
        {QStringLiteral("--calls"), QStringLiteral("N"), QStringLiteral("Picture"),
            QStringLiteral("Calls of the network, for words that change: the steps, or twice as many for samplers that "
                           "ask twice [20]"),
            keepCalls(*wish), Offer::Nothing, {}},
        {QStringLiteral("--json"), {}, QStringLiteral("Output"),
            QStringLiteral("One JSON object a chunk: ids with start, end and padding, pieces, weights, part and calls"),
            keepFlag(&wish->json), Offer::Nothing, {}}};
    command.run = [wish](Session& session) { return run(session, *wish); };
    return command;
}

}  // namespace reverie::app
