#include "app/reverie/models_command.h"

#include "app/reverie/amounts.h"
#include "app/reverie/exit_code.h"
#include "app/reverie/model_choice.h"
#include "app/reverie/session.h"
#include "app/reverie/values.h"
#include "core/weights/model_summary.h"

#include <QFileInfo>

#include <nlohmann/json.hpp>

#include <algorithm>
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

bool isFile(const ModelSummary& model)
{
    return model.fileBytes > 0;
}

/// "fp16": as --dtype spells the types that models have.
QString typeWord(weights::DType dtype)
{
    switch (dtype) {
    case weights::DType::F16:
        return QStringLiteral("fp16");
    case weights::DType::F32:
        return QStringLiteral("fp32");
    case weights::DType::BF16:
        return QStringLiteral("bf16");
    default:
        return weights::dtypeName(dtype);
    }
}

/// "Stable Diffusion 1.x checkpoint, fp16, 2.1 GB, with EMA copies".
QString kindLine(const ModelSummary& model)
{
    QStringList types;
    for (const weights::DType dtype : model.dtypes)
        types << typeWord(dtype);
    const double bytes = static_cast<double>(isFile(model) ? model.fileBytes : model.bytes());
    QStringList facts{model.kind, types.join(QStringLiteral(" and ")), byteAmount(bytes)};
    if (model.hasEmaCopies)
        facts << QStringLiteral("with EMA copies");
    const auto isVae = [](const ComponentSummary& part) { return part.name == QLatin1String("vae"); };
    if (std::ranges::none_of(model.components, isVae))
        facts << QStringLiteral("without VAE (name one with --vae)");
    return facts.join(QStringLiteral(", "));
}

QString predictionWords(const ModelSummary& model)
{
    return model.predictionBecause.isEmpty()
        ? model.predictionType
        : QStringLiteral("%1, %2").arg(model.predictionType, model.predictionBecause);
}

void printText(Console& console, const ModelSummary& model)
{
    console.print(QStringLiteral("%1: %2").arg(model.name, kindLine(model)));
    console.print(QStringLiteral("  pictures       %1x%2 pixels, sides in steps of %3")
                      .arg(model.nativeWidth)
                      .arg(model.nativeHeight)
                      .arg(model.vaeFactor));
    console.print(QStringLiteral("  latents        %1 channels, prediction %2")
                      .arg(model.latentChannels)
                      .arg(predictionWords(model)));
    console.print(QStringLiteral("  scheduler      %1").arg(model.schedulerClass));
    console.print(QStringLiteral("  %1 %2\n")
                      .arg(isFile(model) ? QStringLiteral("file") : QStringLiteral("folder"), -14)
                      .arg(model.path));
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
    console.print(
        json{{"name", model.name.toStdString()}, {"path", model.path.toStdString()}, {"kind", model.kind.toStdString()},
            {"emaCopies", model.hasEmaCopies}, {"family", model.family.toStdString()}, {"width", model.nativeWidth},
            {"height", model.nativeHeight}, {"vaeFactor", model.vaeFactor}, {"latentChannels", model.latentChannels},
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
    command.summary = QStringLiteral("Say what a model holds");
    command.details = QStringLiteral("Reads the configs and the headers of the weight files, not the weights; takes a "
                                     "moment even for a large model.");
    command.examples = QStringLiteral("reverie models info\n"
                                      "reverie models info ~/models/stable-diffusion-v1-5\n"
                                      "reverie models info ~/models/v2-1_768-ema-pruned.safetensors");
    command.positionals = {{QStringLiteral("PATH"),
        QStringLiteral(
            "A diffusers folder, a checkpoint (.safetensors, .ckpt), or the name of one in the data folder's "
            "models/ [the starter model]"),
        keepText(&wish->model), false, Offer::Files}};
    command.options = {{QStringLiteral("--json"), {}, QStringLiteral("Output"),
        QStringLiteral("One JSON object instead of text"), keepFlag(&wish->json), Offer::Nothing, {}}};
    command.run = [wish](Session& session) { return run(session, *wish); };
    return command;
}

}  // namespace reverie::app
