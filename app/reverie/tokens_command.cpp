#include "app/reverie/tokens_command.h"

#include "app/reverie/exit_code.h"
#include "app/reverie/model_choice.h"
#include "app/reverie/request_options.h"
#include "app/reverie/session.h"
#include "app/reverie/values.h"
#include "core/prompt/prompt_chunks.h"
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
    bool json = false;
};

/// A tokenizer and the chunks that it made of a prompt.
struct Tokens {
    ClipTokenizer tokenizer;
    std::vector<PromptChunk> chunks;
};

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
    auto tokenizer = ClipTokenizer::fromFolder(model->tokenizerDir());
    if (!tokenizer)
        return failWith(std::move(tokenizer));
    auto chunks = prompt::chunkPrompt(*tokenizer, wish.request.prompt, wish.request.emphasis);
    if (!chunks)
        return failWith(std::move(chunks));
    return Tokens{std::move(*tokenizer), std::move(*chunks)};
}

QString tokenLine(const ClipTokenizer& tokenizer, int id, float weight)
{
    const QString line = QStringLiteral("  %1  %2").arg(id, 6).arg(tokenizer.piece(id));
    return weight == 1 ? line : QStringLiteral("%1  x%2").arg(line, -30).arg(static_cast<double>(weight), 0, 'g', 4);
}

void printText(Console& console, const Tokens& tokens)
{
    const int room = tokens.tokenizer.maxLength() - 2;
    for (std::size_t i = 0; i < tokens.chunks.size(); ++i) {
        const PromptChunk& chunk = tokens.chunks[i];
        const QString dropped =
            chunk.dropped > 0 ? QStringLiteral(", %1 more found no room").arg(chunk.dropped) : QString();
        console.print(QStringLiteral("chunk %1 of %2: %3 of %4 tokens%5")
                          .arg(i + 1)
                          .arg(tokens.chunks.size())
                          .arg(chunk.words)
                          .arg(room)
                          .arg(dropped));
        for (std::size_t at = 1; at <= static_cast<std::size_t>(chunk.words); ++at)
            console.print(tokenLine(tokens.tokenizer, chunk.ids[at], chunk.weights[at]));
    }
}

json chunkObject(const PromptChunk& chunk, const ClipTokenizer& tokenizer)
{
    json pieces = json::array();
    for (const int id : chunk.ids)
        pieces.push_back(tokenizer.piece(id).toStdString());
    return {{"ids", chunk.ids}, {"pieces", pieces}, {"weights", chunk.weights}, {"words", chunk.words},
        {"dropped", chunk.dropped}};
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
    for (const PromptChunk& chunk : tokens->chunks)
        session.console().print(chunkObject(chunk, tokens->tokenizer));
    return Done;
}

}  // namespace

Command tokensCommand()
{
    const auto wish = std::make_shared<Wish>();
    Command command;
    command.name = QStringLiteral("tokens");
    command.summary = QStringLiteral("Show how a model reads a prompt");
    command.details =
        QStringLiteral("A model reads a prompt as tokens, in chunks of 75. Shows them chunk by chunk: id, piece of "
                       "text (</w> ends a word) "
                       "and weight where it is not 1. Needs the model's vocabulary only and is there at once.");
    command.examples = QStringLiteral("reverie tokens \"a (red:1.3) forest BREAK at night\"\n"
                                      "reverie tokens \"a red forest\" --emphasis none --json");
    command.positionals = {
        {QStringLiteral("TEXT"), QStringLiteral("A prompt, in quotation marks"), keepText(&wish->request.prompt)}};
    command.options = {modelOptions(wish->request).front(), emphasisOption(wish->request.emphasis),
        {QStringLiteral("--json"), {}, QStringLiteral("Output"),
            QStringLiteral("One JSON object a chunk: ids with start, end and padding, pieces and weights"),
            keepFlag(&wish->json), Offer::Nothing, {}}};
    command.run = [wish](Session& session) { return run(session, *wish); };
    return command;
}

}  // namespace reverie::app
