#include "core/prompt/token_report.h"

#include <QStringList>

#include <nlohmann/json.hpp>

namespace reverie::prompt {
namespace {

int wordsIn(const ReportedChunk& chunk)
{
    return static_cast<int>(chunk.tokens.size()) - 2;
}

ReportedChunk describe(const ClipTokenizer& tokenizer, const PromptChunk& chunk)
{
    ReportedChunk reported;
    const auto used = static_cast<std::size_t>(chunk.words) + 2;
    for (std::size_t i = 0; i < used; ++i)
        reported.tokens.push_back({chunk.ids[i], tokenizer.piece(chunk.ids[i]), chunk.weights[i]});
    reported.room = tokenizer.maxLength() - 2;
    reported.padding = static_cast<int>(chunk.ids.size() - used);
    return reported;
}

QString line(const ReportedToken& token)
{
    constexpr int kIdWidth = 8;
    constexpr int kPieceWidth = -20;
    const QString id = QStringLiteral("%1").arg(token.id, kIdWidth);
    if (token.weight == 1.0F)
        return id + QStringLiteral("  ") + token.piece;
    return QStringLiteral("%1  %2  %3").arg(id).arg(token.piece, kPieceWidth).arg(double{token.weight}, 0, 'g', 4);
}

}  // namespace

Result<TokenReport> describeTokens(const ClipTokenizer& tokenizer, const QString& prompt, request::Emphasis emphasis)
{
    return chunkPrompt(tokenizer, prompt, emphasis).map([&](const std::vector<PromptChunk>& chunks) {
        TokenReport report;
        report.padId = tokenizer.padId();
        for (const PromptChunk& chunk : chunks) {
            report.chunks.push_back(describe(tokenizer, chunk));
            report.dropped += chunk.dropped;
        }
        return report;
    });
}

QString toText(const TokenReport& report)
{
    QStringList lines;
    int number = 0;
    for (const ReportedChunk& chunk : report.chunks) {
        lines << QStringLiteral("chunk %1: %2 of %3 tokens").arg(++number).arg(wordsIn(chunk)).arg(chunk.room);
        for (const ReportedToken& token : chunk.tokens)
            lines << line(token);
        if (chunk.padding > 0)
            lines << QStringLiteral("%1  %2 times, as padding").arg(report.padId, 8).arg(chunk.padding);
    }
    if (report.dropped > 0)
        lines << QStringLiteral("%1 more tokens found no room").arg(report.dropped);
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

nlohmann::json toJson(const TokenReport& report)
{
    nlohmann::json chunks = nlohmann::json::array();
    for (const ReportedChunk& chunk : report.chunks) {
        nlohmann::json tokens = nlohmann::json::array();
        for (const ReportedToken& token : chunk.tokens)
            tokens.push_back({{"id", token.id}, {"piece", token.piece.toStdString()}, {"weight", token.weight}});
        chunks.push_back({{"tokens", std::move(tokens)}, {"used", wordsIn(chunk)}, {"room", chunk.room},
            {"padding", chunk.padding}});
    }
    return {{"chunks", std::move(chunks)}, {"padId", report.padId}, {"dropped", report.dropped}};
}

}  // namespace reverie::prompt
