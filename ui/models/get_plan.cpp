#include "ui/models/get_plan.h"

#include "core/base/size_text.h"
#include "core/hub/inquiry.h"
#include "core/library/catalogue.h"

#include <QCoreApplication>

namespace reverie::ui {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Models)
};

}  // namespace

QString accountText(const std::optional<hub::WhoAmI>& who)
{
    if (!who)
        return {};
    return who->tokenName.isEmpty()
        ? Texts::tr("You are signed in as %1.").arg(who->name)
        : Texts::tr("You are signed in as %1, with the token \"%2\".").arg(who->name, who->tokenName);
}

GetPlan planOf(const hub::Inquiry& answer, const library::Catalogue& catalogue, const QString& cacheFolder)
{
    const library::CatalogueModel* known = catalogue.find(answer.repo.id);
    const std::uint64_t all = answer.job.bytes();
    GetPlan plan;
    plan.id = answer.repo.id;
    plan.name = known == nullptr ? answer.repo.id : known->name;
    plan.commit = answer.repo.commit;
    plan.words = Texts::tr("Takes %1.").arg(answer.selection.words);
    plan.bytes = all > answer.heldBytes ? all - answer.heldBytes : 0;
    if (answer.gate.state == hub::GateState::Renamed)
        plan.note = Texts::tr("%1 is called %2 now.").arg(answer.gate.facts.id, answer.repo.id);
    plan.place = answer.freeBytes == 0 ? Texts::tr("It goes into the Hugging Face cache, %1.").arg(cacheFolder)
                                       : Texts::tr("It goes into the Hugging Face cache, %1, where %2 are free.")
                                             .arg(cacheFolder, sizeText(answer.freeBytes));
    if (answer.heldBytes > 0)
        plan.place +=
            QLatin1Char(' ') + Texts::tr("%1 of it are there already.").arg(sizeText(std::min(all, answer.heldBytes)));
    plan.licence = known == nullptr ? answer.repo.licence : known->licence.name;
    plan.licenceWords = known == nullptr ? QString() : known->licence.words;
    plan.licenceUrl = QUrl(known == nullptr ? answer.repo.licenceLink : known->licence.url);
    if (answer.freeBytes > 0 && plan.bytes > answer.freeBytes)
        plan.whyNot = Texts::tr("%1 more are needed on the disk than there are. Make room, then open this again.")
                          .arg(sizeText(plan.bytes - answer.freeBytes));
    if (answer.selection.kind == hub::SelectionKind::File) {
        const QString taken = answer.selection.files.front().path;
        plan.choices.push_back({taken, Texts::tr("%1, %2").arg(taken, sizeText(answer.selection.bytes()))});
        for (const hub::RepoFile& each : answer.selection.alternatives)
            plan.choices.push_back({each.path, Texts::tr("%1, %2").arg(each.path, sizeText(each.size))});
    }
    return plan;
}

}  // namespace reverie::ui
