#include "app/reverie/findings.h"

#include "app/reverie/amounts.h"
#include "core/io/disk_space.h"
#include "core/queue/output_plan.h"
#include "core/weights/model_folder.h"

#include <algorithm>

namespace reverie::app {
namespace {

constexpr double kModelMemory = 6e9;    // an SD 1.5 model in fp32 with room to compute
constexpr double kStarterMemory = 1e9;  // the starter model with room to compute
constexpr int kFewestDriver = 580;      // the first driver that runs CUDA 13

bool hasCuda(const EngineAnswer& engine)
{
    return engine && std::any_of(engine->devices.begin(), engine->devices.end(), [](const worker::Device& device) {
        return device.name.startsWith(QLatin1String("cuda"));
    });
}

QString deviceList(const worker::EngineFacts& engine)
{
    QStringList names;
    for (const worker::Device& device : engine.devices)
        names << device.name;
    return names.join(QStringLiteral(", "));
}

}  // namespace

Finding judgeProcessor(const SystemFacts& facts)
{
    const QString subject = QStringLiteral("processor");
    const QString name = facts.processor.isEmpty() ? QStringLiteral("of unknown make") : facts.processor;
    const QString state = QStringLiteral("%1; %2 core%3; %4")
                              .arg(name)
                              .arg(facts.cores)
                              .arg(facts.cores == 1 ? QString() : QStringLiteral("s"))
                              .arg(facts.cpuFeatures.join(QLatin1Char(' ')));
    if (facts.cpuFeatures.contains(QLatin1String("AVX2")))
        return {subject, state, Health::Good, {}};
    return {subject, name + QStringLiteral(", without AVX2"), Health::Advice,
        QStringLiteral("pictures take several times longer than on a processor with AVX2")};
}

Finding judgeMemory(const SystemFacts& facts)
{
    const auto available = static_cast<double>(facts.availableBytes);
    const QString state = QStringLiteral("%1 of %2 available")
                              .arg(byteAmount(available), byteAmount(static_cast<double>(facts.memoryBytes)));
    const QString subject = QStringLiteral("memory");
    if (available >= kModelMemory)
        return {subject, state, Health::Good, {}};
    if (available >= kStarterMemory)
        return {subject, state, Health::Advice,
            QStringLiteral(
                "enough for the starter model; close other programs before loading a Stable Diffusion 1.5 model, "
                "which wants about %1")
                .arg(byteAmount(kModelMemory))};
    return {subject, state, Health::Broken,
        QStringLiteral("close other programs; even the starter model wants %1").arg(byteAmount(kStarterMemory))};
}

Finding judgeEngine(const EngineAnswer& engine)
{
    const QString subject = QStringLiteral("engine");
    if (!engine)
        return {subject, engine.error().detail, Health::Broken,
            engine.error().remedy.isEmpty() ? QStringLiteral("run packaging/setup and build again")
                                            : engine.error().remedy};
    return {subject,
        QStringLiteral("reverie-engine %1 with libtorch %2, %3 threads; computes on %4")
            .arg(engine->version, engine->torchVersion)
            .arg(engine->threads)
            .arg(deviceList(*engine)),
        Health::Good, {}};
}

Finding judgeGraphics(const SystemFacts& facts, const EngineAnswer& engine)
{
    const QString subject = QStringLiteral("graphics");
    const QString cards = facts.gpus.isEmpty() ? QStringLiteral("NVIDIA card") : facts.gpus.join(QStringLiteral(", "));
    if (facts.nvidiaCards == 0 && facts.gpus.isEmpty())
        return {subject, QStringLiteral("no NVIDIA card; pictures are computed on the processor"), Health::Good, {}};
    if (facts.driver.isEmpty())
        return {subject, cards + QStringLiteral(" without NVIDIA's driver"), Health::Advice,
            QStringLiteral("install NVIDIA's driver, version %1 or later, to compute on it").arg(kFewestDriver)};
    const QString state = QStringLiteral("%1, driver %2").arg(cards, facts.driver);
    if (facts.driver.section(QLatin1Char('.'), 0, 0).toInt() < kFewestDriver)
        return {subject, state, Health::Advice,
            QStringLiteral("install driver %1 or later, which CUDA 13 needs").arg(kFewestDriver)};
    if (!hasCuda(engine))
        return {subject, state + QStringLiteral(", but the engine has no CUDA libraries for it"), Health::Advice,
            QStringLiteral("run packaging/setup --cuda to fetch them")};
    return {subject, state + QStringLiteral(", in use"), Health::Good, {}};
}

Finding judgeStarterModel(const QString& folder)
{
    const QString subject = QStringLiteral("starter model");
    const auto model = weights::ModelFolder::open(folder);
    if (model)
        return {subject, folder, Health::Good, {}};
    return {subject, model.error().detail, Health::Broken,
        QStringLiteral("fetch the whole repository again, or always name a model with -m")};
}

Finding judgeFolder(const QString& subject, const QString& folder, double wants)
{
    if (auto writable = queue::checkWritable(folder); !writable)
        return {subject, writable.error().detail, Health::Broken,
            QStringLiteral("make it writable, or choose another place with --data-dir")};
    const auto free = io::freeBytes(io::nearestExisting(folder));
    const double bytes = static_cast<double>(free.value_or(0));
    const QString state = QStringLiteral("%1, %2 free").arg(folder, byteAmount(bytes));
    if (bytes >= wants)
        return {subject, state, Health::Good, {}};
    return {subject, state, Health::Advice, QStringLiteral("make room; %1 is comfortable").arg(byteAmount(wants))};
}

std::vector<Finding> examine(const SystemFacts& facts, const EngineAnswer& engine, const Paths& paths)
{
    constexpr double kPictures = 1e9;
    constexpr double kModels = 1e10;
    constexpr double kCache = 1e8;
    return {judgeProcessor(facts), judgeMemory(facts), judgeGraphics(facts, engine), judgeEngine(engine),
        judgeStarterModel(Paths::starterModel()), judgeFolder(QStringLiteral("pictures"), paths.pictures(), kPictures),
        judgeFolder(QStringLiteral("models"), paths.data() + QStringLiteral("/models"), kModels),
        judgeFolder(QStringLiteral("cache"), paths.cache(), kCache)};
}

}  // namespace reverie::app
