#include "app/reverie/models_search_command.h"

#include "app/reverie/amounts.h"
#include "app/reverie/beside.h"
#include "app/reverie/exit_code.h"
#include "app/reverie/hub_session.h"
#include "app/reverie/session.h"
#include "app/reverie/values.h"

#include <nlohmann/json.hpp>

#include <csignal>
#include <memory>

namespace reverie::app {
namespace {

using nlohmann::json;

struct Wish {
    hub::SearchQuery query;
    bool json = false;
};

constexpr int kMostShown = 100;

void print(Console& console, const hub::RepoCard& card, bool isJson)
{
    const bool isGated = card.gated != hub::Gated::No;
    if (isJson) {
        console.print(json{{"id", card.id.toStdString()}, {"licence", card.licence.toStdString()}, {"gated", isGated},
            {"downloads", card.downloads}, {"likes", card.likes}, {"changed", card.changed.toStdString()}});
        return;
    }
    console.print(QStringLiteral("%1  %2 downloads  %3 likes  %4%5")
                      .arg(card.id, -52)
                      .arg(countAmount(static_cast<double>(card.downloads)), 7)
                      .arg(countAmount(static_cast<double>(card.likes)), 6)
                      .arg(card.licence.isEmpty() ? QStringLiteral("no licence named") : card.licence,
                          isGated ? QStringLiteral(", gated") : QString()));
}

int run(Session& session, const Wish& wish)
{
    Interruption interruption({SIGINT, SIGTERM});
    auto services = openHub(session, interruption);
    Console& console = session.console();
    auto page = !services ? Result<hub::SearchPage>(failWith(std::move(services)))
                          : runBeside(interruption, [&](const Cancellation& cancellation) {
                                return (*services)->api().search(wish.query, cancellation);
                            });
    if (!page) {
        console.complain(page.error());
        return exitCode(page.error(), interruption.wasRequested());
    }
    for (const hub::RepoCard& card : page->cards)
        print(console, card, wish.json);
    if (page->cards.empty())
        console.note(QStringLiteral("The Hub knows none; try fewer words."));
    return Done;
}

Setter keepSort(Wish& wish)
{
    return [&wish](const QString& word) -> Result<void> {
        using Sort = hub::SearchQuery::Sort;
        static const QHash<QString, Sort> known{{QStringLiteral("downloads"), Sort::Downloads},
            {QStringLiteral("likes"), Sort::Likes}, {QStringLiteral("changed"), Sort::Changed},
            {QStringLiteral("trending"), Sort::Trending}};
        if (!known.contains(word))
            return fail(ErrorCode::InvalidArgument, QStringLiteral("--sort knows no \"%1\"").arg(word),
                QStringLiteral("choose downloads, likes, changed or trending"));
        wish.query.sort = known.value(word);
        return {};
    };
}

Setter keepMost(Wish& wish)
{
    return [&wish, keep = keepWhole(QStringLiteral("--most"), &wish.query.most)](const QString& text) {
        return keep(text).and_then([&]() -> Result<void> {
            if (wish.query.most >= 1 && wish.query.most <= kMostShown)
                return {};
            return fail(ErrorCode::InvalidArgument, QStringLiteral("--most is %1").arg(wish.query.most),
                QStringLiteral("choose 1 to %1").arg(kMostShown));
        });
    };
}

}  // namespace

Command modelsSearchCommand()
{
    const auto wish = std::make_shared<Wish>();
    const QString group = QStringLiteral("What is shown");
    Command command;
    command.name = QStringLiteral("models search");
    command.summary = QStringLiteral("Search the Hugging Face Hub for models");
    command.details = QStringLiteral("Shows models that make pictures from text. Those marked gated want their terms "
                                     "accepted on their page, and a token (see models login).");
    command.examples = QStringLiteral("reverie models search \"anime xl\"\n"
                                      "reverie models search --sort likes --most 10 turbo");
    command.positionals = {{QStringLiteral("TEXT"), QStringLiteral("Words to look for"), keepText(&wish->query.text),
        true, Offer::Nothing}};
    command.options = {
        {QStringLiteral("--sort"), QStringLiteral("BY"), group,
            QStringLiteral("downloads, likes, changed or trending [downloads]"), keepSort(*wish), Offer::Words,
            {QStringLiteral("downloads"), QStringLiteral("likes"), QStringLiteral("changed"),
                QStringLiteral("trending")}},
        {QStringLiteral("--most"), QStringLiteral("N"), group, QStringLiteral("How many, 1 to 100 [30]"),
            keepMost(*wish), Offer::Nothing, {}},
        {QStringLiteral("--json"), {}, QStringLiteral("Output"), QStringLiteral("One JSON object per model"),
            keepFlag(&wish->json), Offer::Nothing, {}}};
    command.run = [wish](Session& session) { return run(session, *wish); };
    return command;
}

}  // namespace reverie::app
