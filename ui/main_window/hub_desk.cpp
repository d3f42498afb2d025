#include "ui/main_window/hub_desk.h"

#include "core/base/when_done.h"
#include "core/hub/hub_api.h"
#include "core/library/catalogue.h"
#include "ui/main_window/hub_waits.h"
#include "ui/main_window/library_desk.h"
#include "ui/main_window/toast.h"
#include "ui/models/gate_card.h"
#include "ui/models/get_plan.h"
#include "ui/models/get_sheet.h"
#include "ui/models/models_page.h"
#include "ui/models/offer_text.h"
#include "ui/widgets/duration_text.h"
#include "ui/widgets/sentence_text.h"

#include <QDesktopServices>
#include <QtConcurrent>

namespace reverie::ui {
namespace {

/// The Hub's tag for pipelines of a family.
QStringList tagsOf(const QString& family)
{
    if (family == QLatin1String("sdxl"))
        return {QStringLiteral("diffusers:StableDiffusionXLPipeline")};
    return family.isEmpty() ? QStringList{QStringLiteral("text-to-image")}
                            : QStringList{QStringLiteral("diffusers:StableDiffusionPipeline")};
}

}  // namespace

QString waitText(double seconds, const QString& why)
{
    return HubDesk::tr("%1 for %2; it goes on by itself.").arg(capitalised(why), durationText(seconds));
}

HubDesk::HubDesk(const Places& places, QObject* parent) : QObject(parent), m_at(places)
{
    m_pool.setMaxThreadCount(2);
    m_watch.setSingleShot(true);
    join();
    showCatalogue();
}

HubDesk::~HubDesk()
{
    m_searching.cancel();
    m_asking.cancel();
    m_pool.waitForDone();
}

void HubDesk::join()
{
    const auto openPage = [](const QUrl& url) { QDesktopServices::openUrl(url); };
    DiscoverTab& tab = m_at.page.discover();
    connect(&tab, &DiscoverTab::searchWanted, this, &HubDesk::search);
    connect(&tab, &DiscoverTab::moreWanted, this, &HubDesk::searchOn);
    connect(&tab, &DiscoverTab::searchLeft, this, [this] {
        m_searching.cancel();
        m_searchNumber = 0;
    });
    connect(&tab, &DiscoverTab::getWanted, this, &HubDesk::get);
    connect(&tab, &DiscoverTab::useWanted, &m_at.library, &LibraryDesk::use);
    connect(&tab, &DiscoverTab::pageWanted, this,
        [this, openPage](const QString& id) { openPage(m_at.services.hub.pageUrl(id)); });
    connect(&m_at.library, &LibraryDesk::changed, this, &HubDesk::showCatalogue);
    connect(&m_at.page, &ModelsPage::tabShown, this, &HubDesk::showCatalogue);
    connect(&m_at.sheet, &GetSheet::askWanted, this, [this](const QString& id, const QString& file) { ask(id, file); });
    connect(&m_at.sheet, &GetSheet::againWanted, this, [this](const QString& id) { ask(id, m_file, Asked::Again); });
    connect(&m_at.sheet, &GetSheet::linkWanted, this, openPage);
    connect(&m_at.sheet, &GetSheet::closed, this, [this] {
        m_asking.cancel();
        m_sheetNumber = 0;
        m_watch.stop();
    });
    connect(&m_at.sheet, &GetSheet::downloadWanted, this, [this](const GetPlan&) {
        if (m_answer)
            Q_EMIT downloadWanted(m_answer->job, m_answer->selection.words);
    });
    connect(&m_at.services.waits, &HubWaits::waiting, this, &HubDesk::tellWait);
    GateCard& gate = m_at.sheet.gate();
    gate.setTokensPage(m_at.services.hub.pageUrl(QStringLiteral("settings/tokens")));
    connect(&gate, &GateCard::pageWanted, this, &HubDesk::watchPage);
    connect(&gate, &GateCard::checkWanted, this, [this] { ask(m_at.sheet.id(), m_file, Asked::Again); });
    connect(&gate, &GateCard::successorWanted, this, &HubDesk::get);
    connect(&gate, &GateCard::tokenGiven, this, &HubDesk::takeToken);
    connect(&m_watch, &QTimer::timeout, this, [this] { ask(m_at.sheet.id(), m_file, Asked::ByItself); });
}

void HubDesk::showCatalogue()
{
    const library::Catalogue& catalogue = m_at.services.catalogue;
    std::vector<OfferLook> offers;
    for (const library::CatalogueModel& model : catalogue.models()) {
        OfferLook offer = offerOf(model);
        for (const QString& each : model.repositories)
            if (!offer.place.isHere)
                offer.place = placeOf(each);
        offers.push_back(std::move(offer));
    }
    // What cannot be used stands at the end.
    std::ranges::stable_partition(offers, [](const OfferLook& each) { return each.whyNot.isEmpty(); });
    DiscoverTab& tab = m_at.page.discover();
    tab.setCatalogue(offers);
    tab.setHere([this](const QString& id) { return placeOf(id); });
    const MachineMemory& memory = m_at.services.memory;
    const library::Recommendation advice = catalogue.recommendation(memory.bytes, memory.gpuBytes);
    const QString repository = advice.model == nullptr ? QString() : advice.model->repositories.value(0);
    tab.setAdvice(advice.sentence, repository, !m_at.library.pathOf(repository).isEmpty());
}

OfferPlace HubDesk::placeOf(const QString& id) const
{
    return {m_at.library.holds(id), m_at.library.pathOf(id)};
}

void HubDesk::get(const QString& id)
{
    m_file.clear();
    m_looks = 0;
    m_watch.stop();
    m_at.sheet.begin(id);
}

void HubDesk::search(const HubSearch& search)
{
    m_searching.cancel();
    m_searching = {};
    hub::SearchQuery query;
    query.text = search.text;
    query.filters = tagsOf(search.family);
    query.sort = search.byLikes ? hub::SearchQuery::Sort::Likes : hub::SearchQuery::Sort::Downloads;
    m_at.page.discover().showSearching(m_at.services.hub.environment().endpoint.host());
    m_searchNumber = ++m_lastNumber;
    const auto asking = QtConcurrent::run(
        &m_pool, [&api = m_at.services.hub, query, number = m_searchNumber, cancellation = m_searching] {
            const HubWaits::Asking by(number);
            return api.search(query, cancellation);
        });
    whenDone(asking, this, [this, cancellation = m_searching](const Result<hub::SearchPage>& page) {
        if (!cancellation.isCancelled())
            takePage(page, false);
    });
}

void HubDesk::searchOn()
{
    if (m_next.isEmpty())
        return;
    m_searchNumber = ++m_lastNumber;
    const auto asking = QtConcurrent::run(
        &m_pool, [&api = m_at.services.hub, next = m_next, number = m_searchNumber, cancellation = m_searching] {
            const HubWaits::Asking by(number);
            return api.searchOn(next, cancellation);
        });
    m_next.clear();
    whenDone(asking, this, [this, cancellation = m_searching](const Result<hub::SearchPage>& page) {
        if (!cancellation.isCancelled())
            takePage(page, true);
    });
}

void HubDesk::takePage(const Result<hub::SearchPage>& page, bool isMore)
{
    m_searchNumber = 0;
    DiscoverTab& tab = m_at.page.discover();
    if (!page) {
        tab.showTrouble(sentenceText(page.error()), true);
        return;
    }
    m_next = page->next;
    std::vector<OfferLook> offers;
    for (const hub::RepoCard& card : page->cards) {
        OfferLook offer = offerOf(card);
        offer.place = placeOf(card.id);
        offers.push_back(std::move(offer));
    }
    tab.showFound(offers, isMore, !m_next.isEmpty());
}

void HubDesk::ask(const QString& id, const QString& file, Asked asked)
{
    if (id.isEmpty())
        return;
    m_asking.cancel();
    m_asking = {};
    m_file = file;
    const hub::InquiryWish wish{.id = id, .selection = {m_at.services.memory.gpuBytes > 0, file}};
    if (asked != Asked::ByItself)
        m_at.sheet.showAsking(tr("Asking %1 about it\u2026").arg(m_at.services.hub.environment().endpoint.host()));
    struct Answer {
        Result<hub::Inquiry> said;
        std::optional<Error> tokenTrouble;
    };
    m_sheetNumber = ++m_lastNumber;
    const auto asking =
        QtConcurrent::run(&m_pool, [&at = m_at.services, wish, number = m_sheetNumber, asked, cancellation = m_asking] {
            const HubWaits::Asking by(number);
            // A keychain may be open by now.
            if (asked == Asked::Again)
                at.tokens.lookAgain();
            auto said = hub::inquire(at.hub, at.cache, wish, cancellation);
            return Answer{std::move(said), at.tokens.held().trouble};
        });
    whenDone(asking, this, [this, id, asked, cancellation = m_asking](const Answer& answer) {
        if (cancellation.isCancelled())
            return;
        const auto& trouble = answer.tokenTrouble;
        m_at.sheet.gate().setTokenTrouble(trouble ? sentenceText(*trouble) : QString());
        takeAnswer(id, answer.said, asked);
    });
}

void HubDesk::takeAnswer(const QString& id, const Result<hub::Inquiry>& answer, Asked asked)
{
    m_sheetNumber = 0;
    if (m_at.sheet.id() != id)
        return;
    if (!answer) {
        m_watch.stop();
        m_at.sheet.showTrouble(sentenceText(answer.error()));
        return;
    }
    m_answer = *answer;
    if (answer->gate.isOpen()) {
        m_watch.stop();
        m_at.sheet.showPlan(planOf(*answer, m_at.services.catalogue, m_at.services.cache.folder()));
        return;
    }
    const auto words = hub::gateWords(answer->gate, m_at.services.hub, m_at.services.catalogue.gone());
    m_at.sheet.gate().show(answer->gate.state, words, accountText(answer->gate.facts.who));
    m_at.sheet.showGate(asked != Asked::ByItself);
    if (m_at.sheet.gate().isWatching())
        m_watch.start(hub::pauseBeforeCheck(m_looks++));
    else
        m_watch.stop();
}

void HubDesk::watchPage(const QUrl& url)
{
    QDesktopServices::openUrl(url);
    m_looks = 0;
    if (m_at.sheet.gate().isWatching())
        m_watch.start(hub::pauseBeforeCheck(m_looks++));
}

void HubDesk::tellWait(quint64 number, double seconds, const QString& why)
{
    if (number == 0)
        return;  // a download
    const QString sentence = waitText(seconds, why);
    if (number == m_sheetNumber)
        m_at.sheet.showWaiting(sentence);
    else if (number == m_searchNumber)
        m_at.page.discover().showWaiting(sentence);
}

void HubDesk::takeToken(const Secret& token, secrets::Keep keep)
{
    m_at.sheet.gate().setBusy(true);
    const auto saving =
        QtConcurrent::run(&m_pool, [&tokens = m_at.services.tokens, token, keep] { return tokens.save(token, keep); });
    whenDone(saving, this, [this](const Result<secrets::SavedToken>& saved) {
        m_at.sheet.gate().setBusy(false);
        if (!saved) {
            m_at.sheet.gate().refuseToken(sentenceText(saved.error()));
            return;
        }
        m_at.toast.tell(saved->words);
        ask(m_at.sheet.id(), m_file);
    });
}

}  // namespace reverie::ui
