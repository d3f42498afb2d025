#include "app/reverie/verify_run.h"

#include "app/reverie/generate_run.h"
#include "app/reverie/services.h"
#include "core/base/when_done.h"
#include "core/image/facts_difference.h"
#include "core/request/enum_names.h"
#include "core/request/validate.h"

#include <QtConcurrent>

#include <algorithm>

namespace reverie::app {
namespace {

using worker::JobId;
using worker::WorkerClient;

const QString kAuto = QStringLiteral("auto");

QString kindOf(const QString& device)
{
    return device.section(QLatin1Char(':'), 0, 0);
}

/// Whether the file holds what the engine drew: nothing may have cropped it or changed its pixels' form since.
Result<void> checkComparable(const QString& file, const image::Recipe& recipe)
{
    const auto metadata = image::readPngMetadata(file);
    if (!metadata)
        return tl::unexpected<Error>(metadata.error());
    const QString remedy = QStringLiteral("verify the file as it was first saved");
    if (metadata->width != recipe.facts.width || metadata->height != recipe.facts.height)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("%1 was changed after it was made: it has %2x%3 pixels and its recipe makes %4x%5")
                .arg(file)
                .arg(metadata->width)
                .arg(metadata->height)
                .arg(recipe.facts.width)
                .arg(recipe.facts.height),
            remedy);
    if (!metadata->isExactInRgb8)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("%1 was changed after it was made: its pixels are not 8-bit RGB").arg(file), remedy);
    return {};
}

Error about(const QString& file, Error error)
{
    error.detail = QStringLiteral("%1 cannot be verified: %2").arg(file, error.detail);
    return error;
}

}  // namespace

QString deviceLike(const QString& recorded, const std::vector<worker::Device>& devices)
{
    if (recorded.isEmpty())
        return kAuto;
    const auto named = [&](const auto& is) { return std::find_if(devices.begin(), devices.end(), is); };
    auto found = named([&](const worker::Device& each) { return each.name == recorded; });
    if (found == devices.end())
        found = named([&](const worker::Device& each) { return kindOf(each.name) == kindOf(recorded); });
    return found == devices.end() ? QStringLiteral("cpu") : found->name;
}

VerifyRun::VerifyRun(Services& services, const Paths& paths, VerifyWish wish)
    : m_services(services), m_paths(paths), m_wish(std::move(wish))
{
    m_reading.setMaxThreadCount(1);
    WorkerClient* worker = &services.worker;
    connect(worker, &WorkerClient::ready, this, [this](const worker::EngineFacts& engine) {
        const bool isFirst = !std::exchange(m_engine, engine).has_value();
        if (isFirst)
            next();
    });
    connect(worker, &WorkerClient::ended, this, [this](const Error& why) {
        if (!m_engine)
            finish(why);
    });
    connect(worker, &WorkerClient::loaded, this, &VerifyRun::onLoaded);
    connect(worker, &WorkerClient::image, this, &VerifyRun::onImage);
    connect(worker, &WorkerClient::done, this, [this](JobId job, const request::RunTimes&) { onDone(job); });
    connect(worker, &WorkerClient::failed, this, &VerifyRun::onFailed);
    connect(worker, &WorkerClient::loading, this,
        [this](JobId, double fraction, const QString& what) { Q_EMIT loading(m_at, fraction, what); });
    connect(worker, &WorkerClient::progress, this,
        [this](JobId, const request::Progress& progress) { Q_EMIT this->progress(m_at, progress); });
}

VerifyRun::~VerifyRun()
{
    m_cancellation.cancel();
    m_reading.waitForDone();
}

void VerifyRun::start()
{
    m_services.worker.start();
}

void VerifyRun::cancel()
{
    m_cancellation.cancel();
    if (m_running != 0)
        m_services.worker.cancel(m_running);
    else if (!m_engine)
        finish(Error{ErrorCode::Cancelled, QStringLiteral("the run was cancelled"), {}, {}});
}

void VerifyRun::next()
{
    if (m_at == m_wish.files.size())
        return finish(std::nullopt);
    auto reading = QtConcurrent::run(&m_reading, [this, file = m_wish.files[m_at]] { return read(file); });
    whenDone(reading, this, [this](const Result<Subject>& subject) { onRead(subject); });
}

/// On the reading thread.
Result<VerifyRun::Subject> VerifyRun::read(const QString& file)
{
    auto recipe = image::readRecipe(file);
    if (!recipe)
        return failWith(std::move(recipe));
    if (auto checked = checkComparable(file, *recipe); !checked)
        return failWith(std::move(checked));
    auto picture = image::readPngPixels(file);
    if (!picture)
        return failWith(std::move(picture));
    RecipeModels models(m_paths, m_services.hashes, m_cancellation);
    auto model = checkRequest(recipe->facts.request).and_then([&] {
        return models.find(*recipe, m_wish.request.model, m_wish.request.vae);
    });
    if (!model)
        return tl::unexpected<Error>(about(file, model.error()));
    return Subject{std::move(*recipe), std::move(*picture), std::move(*model)};
}

worker::LoadOptions VerifyRun::loadOptions() const
{
    const request::ModelFacts& recorded = m_subject->recipe.facts.model;
    worker::LoadOptions options{
        m_subject->model.path, m_subject->model.vae, m_wish.request.device, m_wish.request.dtype};
    if (options.device == kAuto)
        options.device = deviceLike(recorded.device, m_engine->devices);
    const bool isSameKind = kindOf(options.device) == kindOf(recorded.device);
    if (options.dtype == request::DType::Auto && isSameKind)
        options.dtype = request::enumFromName<request::DType>(recorded.dtype).value_or(request::DType::Auto);
    return options;
}

void VerifyRun::onRead(const Result<Subject>& subject)
{
    if (m_cancellation.isCancelled())
        return finish(Error{ErrorCode::Cancelled, QStringLiteral("the run was cancelled"), {}, {}});
    if (!subject)
        return give(subject.error());
    m_subject = *subject;
    const worker::LoadOptions wanted = loadOptions();
    if (m_services.worker.loadedModel() == wanted)
        return generate();
    m_running = m_services.worker.load(wanted);
}

void VerifyRun::onLoaded(JobId job, const request::ModelFacts& model)
{
    if (job != m_running)
        return;
    m_model = model;
    generate();
}

void VerifyRun::generate()
{
    m_running = 0;
    request::GenerationRequest& request = m_subject->recipe.facts.request;
    auto resolved = request::resolve(request, m_model);
    if (!resolved)
        return give(about(m_wish.files[m_at], resolved.error()));
    m_clock.start();
    m_running = m_services.worker.generate(*resolved, m_subject->recipe.facts.stop.step);
}

void VerifyRun::onImage(JobId job, const request::GeneratedImage& image)
{
    if (job == m_running)
        m_made = image.picture;
}

void VerifyRun::onDone(JobId job)
{
    if (job != m_running)
        return;
    m_running = 0;
    if (m_made.width != m_subject->picture.width || m_made.height != m_subject->picture.height)
        return give(
            Error{ErrorCode::Internal, QStringLiteral("the engine drew another size than it was asked"), {}, {}});
    Verification verification;
    verification.file = m_wish.files[m_at];
    verification.stop = m_subject->recipe.facts.stop;
    verification.difference = image::pictureDifference(m_subject->picture, m_made);
    verification.seconds = static_cast<double>(m_clock.elapsed()) / 1000;
    if (verification.difference.isNone())
        return give(std::move(verification));
    auto hashing = QtConcurrent::run(&m_reading, [this] { return reasons(); });
    whenDone(hashing, this, [this, verification](const QStringList& found) mutable {
        verification.reasons = found;
        give(std::move(verification));
    });
}

/// On the reading thread, while this one waits for it.
QStringList VerifyRun::reasons()
{
    const image::Recipe& recipe = m_subject->recipe;
    image::PictureFacts now;
    now.model = m_model;
    now.engineVersion = m_engine->version;
    now.torchVersion = m_engine->torchVersion;
    for (const request::WeightFile& file : m_model.files)
        if (const auto hash = m_services.hashes.sha256(file.path, m_cancellation))
            now.weights.push_back({file.component, *hash});
    QStringList found = m_subject->model.remarks;
    for (const QString& each : recipe.notRepeated)
        found << QStringLiteral("not repeated: ") + each;
    found << image::factsDifference(recipe.facts, now);
    if (recipe.facts.engineVersion.isEmpty())
        found << QStringLiteral("its recipe is AUTOMATIC1111's text, which tells neither device nor number type");
    return found;
}

void VerifyRun::onFailed(JobId job, const Error& error)
{
    if (job != m_running)
        return;
    m_running = 0;
    if (error.code == ErrorCode::Cancelled)
        return finish(error);
    give(about(m_wish.files[m_at], error));
}

void VerifyRun::give(const Error& error)
{
    Verification verification;
    verification.file = m_wish.files[m_at];
    verification.error = error;
    give(std::move(verification));
}

void VerifyRun::give(Verification verification)
{
    Q_EMIT verified(verification);
    m_subject.reset();
    m_made = {};
    ++m_at;
    next();
}

void VerifyRun::finish(const std::optional<Error>& error)
{
    if (!std::exchange(m_isFinished, true))
        Q_EMIT finished(error);
}

}  // namespace reverie::app
