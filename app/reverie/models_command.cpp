#include "app/reverie/models_command.h"

#include "app/reverie/amounts.h"
#include "app/reverie/exit_code.h"
#include "app/reverie/model_choice.h"
#include "app/reverie/session.h"
#include "app/reverie/values.h"
#include "core/weights/model_summary.h"

#include <QFileInfo>

#include <nlohmann/json.hpp>

#include <memory>

namespace reverie::app {
namespace {

using nlohmann::json;
using weights::ComponentSummary;
using weights::ModelSummary;

struct Wish {
    QString model;
    bool json = false;
};

QString fileNames(const ComponentSummary& part)
{
    const QString first = QFileInfo(part.files.value(0)).fileName();
    return part.files.size() < 2 ? first
                                 : QStringLiteral("%1 and %2 more").arg(first, QString::number(part.files.size() - 1));
}

QString componentLine(const QString& name, const QString& numbers, const QString& bytes, const QString& type)
{
    const QString line = QStringLiteral("  %1 %2 %3").arg(name, -14).arg(numbers, 9).arg(bytes, 9);
    return type.isEmpty() ? line : line + QStringLiteral("  ") + type;
}

void printText(Console& console, const ModelSummary& model)
{
    console.print(QStringLiteral("%1, a Stable Diffusion model of the family %2").arg(model.name, model.family));
    console.print(QStringLiteral("  pictures       %1x%2 pixels, sides in steps of %3")
                      .arg(model.nativeWidth)
                      .arg(model.nativeHeight)
                      .arg(model.vaeFactor));
    console.print(QStringLiteral("  latents        %1 channels, prediction %2")
                      .arg(model.latentChannels)
                      .arg(model.predictionType));
    console.print(QStringLiteral("  scheduler      %1").arg(model.schedulerClass));
    console.print(QStringLiteral("  folder         %1\n").arg(model.path));
    console.print(componentLine(
        QStringLiteral("part"), QStringLiteral("numbers"), QStringLiteral("size"), QStringLiteral("type")));
    for (const ComponentSummary& part : model.components)
        console.print(componentLine(part.name, countAmount(static_cast<double>(part.parameterCount)),
            byteAmount(static_cast<double>(part.bytes)),
            QStringLiteral("%1  %2").arg(weights::dtypeName(part.dtype), -5).arg(fileNames(part))));
    console.print(componentLine(QStringLiteral("all"), countAmount(static_cast<double>(model.parameterCount())),
        byteAmount(static_cast<double>(model.bytes())), {}));
}

json componentObject(const ComponentSummary& part)
{
    json files = json::array();
    for (const QString& file : part.files)
        files.push_back(file.toStdString());
    return {{"name", part.name.toStdString()}, {"parameters", part.parameterCount}, {"bytes", part.bytes},
        {"dtype", weights::dtypeName(part.dtype).toStdString()}, {"files", files}};
}

void printJson(Console& console, const ModelSummary& model)
{
    json parts = json::array();
    for (const ComponentSummary& part : model.components)
        parts.push_back(componentObject(part));
    console.print(json{{"name", model.name.toStdString()}, {"path", model.path.toStdString()},
        {"family", model.family.toStdString()}, {"width", model.nativeWidth}, {"height", model.nativeHeight},
        {"vaeFactor", model.vaeFactor}, {"latentChannels", model.latentChannels},
        {"prediction", model.predictionType.toStdString()}, {"scheduler", model.schedulerClass.toStdString()},
        {"parameters", model.parameterCount()}, {"bytes", model.bytes()}, {"components", parts}});
}

Result<ModelSummary> describe(const QString& named, const Paths& paths)
{
    auto folder = chooseModel(named, paths);
    return folder ? weights::describeModel(*folder) : failWith(std::move(folder));
}

int run(Session& session, const Wish& wish)
{
    const auto model = describe(wish.model, session.paths());
    if (!model) {
        session.console().complain(model.error());
        return exitCode(model.error(), false);
    }
    if (wish.json)
        printJson(session.console(), *model);
    else
        printText(session.console(), *model);
    return Done;
}

}  // namespace

Command modelsInfoCommand()
{
    const auto wish = std::make_shared<Wish>();
    Command command;
    command.name = QStringLiteral("models info");
    command.summary = QStringLiteral("Say what a model folder holds");
    command.details = QStringLiteral("Reads the configs and the headers of the weight files, not the weights; takes a "
                                     "moment even for a large model.");
    command.examples = QStringLiteral("reverie models info\n"
                                      "reverie models info ~/models/stable-diffusion-v1-5");
    command.positionals = {{QStringLiteral("PATH"),
        QStringLiteral("A diffusers folder, or a name in the data folder's models/ [the starter model]"),
        keepText(&wish->model), false, Offer::Folders}};
    command.options = {{QStringLiteral("--json"), {}, QStringLiteral("Output"),
        QStringLiteral("One JSON object instead of text"), keepFlag(&wish->json), Offer::Nothing, {}}};
    command.run = [wish](Session& session) { return run(session, *wish); };
    return command;
}

}  // namespace reverie::app
