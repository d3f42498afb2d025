#include "ui/main_window/compose_desk.h"

#include "core/base/when_done.h"
#include "core/queue/forecast_keeper.h"
#include "core/request/enum_names.h"
#include "core/request/validate.h"
#include "core/settings/prompt_history.h"
#include "core/settings/settings.h"
#include "core/settings/styles.h"
#include "ui/compose/compose_pane.h"
#include "ui/compose/embedding_names.h"
#include "ui/compose/prompt_edit.h"
#include "ui/compose/prompt_panel.h"
#include "ui/main_window/run_watch.h"
#include "ui/main_window/toast.h"
#include "ui/widgets/duration_text.h"

#include <QtConcurrent>

#include <algorithm>

namespace reverie::ui {
namespace {

constexpr std::size_t kUndoSteps = 50;
constexpr int kModelsKept = 20;

QString bytesText(std::uint64_t bytes)
{
    return ComposeDesk::tr("%1 GB").arg(QLocale().toString(std::max(0.1, static_cast<double>(bytes) / 1e9), 'f', 1));
}

}  // namespace

QString costText(
    const queue::Forecast& forecast, const request::GenerationRequest& request, const request::ModelFacts& model)
{
    const auto resolved = request::resolve(request, model);
    const auto expected = forecast.predict(resolved ? *resolved : request, model.name);
    if (!expected)
        return ComposeDesk::tr("The time is known after a first run.");
    const QString time = ComposeDesk::tr("about %1").arg(durationText(expected->seconds));
    return expected->peakBytes == 0 ? time : ComposeDesk::tr("%1 \u00b7 %2").arg(time, bytesText(expected->peakBytes));
}

ComposeDesk::ComposeDesk(const WindowServices& services, ComposePane& pane, RunWatch& watch, Toast& toast)
    : QObject(&pane), m_services(services), m_pane(pane), m_watch(watch), m_toast(toast)
{
    using queue::Dispatcher;
    connect(&pane, &ComposePane::generateWanted, this, [this] { generate(queue::Place::Back); });
    connect(&pane, &ComposePane::formChanged, this, &ComposeDesk::showCost);
    connect(&pane, &ComposePane::modelKnown, this, &ComposeDesk::showCost);
    connect(&services.forecast, &queue::ForecastKeeper::changed, this, &ComposeDesk::showCost);
    connect(&services.queue, &Dispatcher::pictureSaved, this,
        [this](queue::JobKey, const queue::SavedPicture& picture) { setLastSeed(picture.seed); });
    showCost();
}

void ComposeDesk::generate(queue::Place place)
{
    const auto accepted = m_pane.acceptedRequest();
    if (!accepted)
        return;
    const request::GenerationRequest request = withSettings(*accepted);
    remember(request);
    m_watch.follow();
    m_isHintShown = false;
    if (!changeEdited(request))
        m_services.queue.enqueue(request, place);
    showCost();
    Q_EMIT generated();
}

void ComposeDesk::setForever(bool isForever)
{
    if (!isForever) {
        m_services.queue.stopForever();
        m_toast.tell(tr("No further pictures are added; what runs is finished."));
        return;
    }
    const auto accepted = m_pane.acceptedRequest();
    if (!accepted)
        return;
    remember(*accepted);
    m_watch.follow();
    m_services.queue.enqueueForever(withSettings(*accepted));
    m_toast.offer(tr("Pictures are made until you stop."), tr("Stop"), [this] { setForever(false); });
    Q_EMIT generated();
}

request::GenerationRequest ComposeDesk::withSettings(request::GenerationRequest request) const
{
    namespace key = settings::key;
    const settings::Settings& chosen = m_services.settings;
    if (request.device == QLatin1String("auto"))
        request.device = chosen.get<QString>(key::kDevice);
    if (request.dtype == request::DType::Auto)
        request.dtype = request::enumFromName<request::DType>(chosen.get<QString>(key::kDType)).value_or(request.dtype);
    if (request.memory == request::MemoryUse::Auto)
        request.memory =
            request::enumFromName<request::MemoryUse>(chosen.get<QString>(key::kMemory)).value_or(request.memory);
    return request;
}

void ComposeDesk::remember(const request::GenerationRequest& request)
{
    if (m_services.settings.get<bool>(settings::key::kKeepHistory))
        m_services.history.add({request.prompt, request.negativePrompt});
}

bool ComposeDesk::changeEdited(const request::GenerationRequest& request)
{
    const auto key = std::exchange(m_edited, std::nullopt);
    if (!key || m_services.queue.find(*key) == nullptr)
        return false;
    if (!m_services.queue.edit(*key, request))
        return false;
    m_toast.tell(tr("The waiting job was changed."));
    return true;
}

void ComposeDesk::change(const Form& form)
{
    if (form == m_pane.form())
        return;
    m_before.push_back(m_pane.form());
    if (m_before.size() > kUndoSteps)
        m_before.erase(m_before.begin());
    m_pane.setForm(form);
}

void ComposeDesk::undo()
{
    if (m_before.empty())
        return;
    const Form form = std::move(m_before.back());
    m_before.pop_back();
    m_pane.setForm(form);
}

void ComposeDesk::take(const request::GenerationRequest& recipe, RecipePart part)
{
    change(withRecipe(m_pane.form(), recipe, part));
    m_toast.offer(tr("The form has taken it over."), tr("Undo"), [this] { undo(); });
}

void ComposeDesk::takeWithModel(const request::GenerationRequest& recipe, const QString& model)
{
    Form form = withRecipe(m_pane.form(), recipe, RecipePart::All);
    if (!model.isEmpty())
        form.request.model = model == Paths::starterModel() ? QString() : model;
    form.request.vae = recipe.vae;
    change(form);
    m_toast.offer(tr("The form has taken it over."), tr("Undo"), [this] { undo(); });
}

void ComposeDesk::edit(queue::JobKey key)
{
    const queue::QueueJob* job = m_services.queue.find(key);
    if (job == nullptr)
        return;
    change(formOf(job->request));
    focusPrompt();
    if (job->state != queue::JobState::Waiting)
        return;
    m_edited = key;
    m_toast.offer(
        tr("Generate now changes the waiting job."), tr("Make a new job instead"), [this] { m_edited.reset(); });
}

void ComposeDesk::walkHistory(int direction)
{
    Form form = m_pane.form();
    const settings::PromptPair draft{form.request.prompt, form.request.negativePrompt};
    const auto pair = direction < 0 ? m_services.history.older(draft) : m_services.history.newer();
    if (!pair)
        return;
    form.request.prompt = pair->prompt;
    form.request.negativePrompt = pair->negativePrompt;
    m_pane.setForm(form);
}

PromptEdit* ComposeDesk::currentPrompt() const
{
    PromptPanel* prompts = m_pane.prompts();
    return prompts->negative()->hasFocus() ? prompts->negative() : prompts->prompt();
}

void ComposeDesk::changeWeight(int steps)
{
    currentPrompt()->changeWeight(steps);
}

void ComposeDesk::movePhrase(int direction)
{
    currentPrompt()->movePhrase(direction);
}

void ComposeDesk::takeStyle(const QString& name)
{
    const settings::Style* style = m_services.styles.find(name);
    if (style == nullptr)
        return;
    Form form = m_pane.form();
    const auto pair = settings::applyStyle(*style, {form.request.prompt, form.request.negativePrompt});
    form.request.prompt = pair.prompt;
    form.request.negativePrompt = pair.negativePrompt;
    change(form);
    m_toast.offer(tr("The style %1 was added.").arg(name), tr("Undo"), [this] { undo(); });
}

void ComposeDesk::setCount(int pictures)
{
    Form form = m_pane.form();
    form.request.count = pictures;
    m_pane.setForm(form);
}

void ComposeDesk::setSeed(std::optional<std::uint64_t> seed)
{
    Form form = m_pane.form();
    form.seed = seed ? QString::number(*seed) : QString();
    change(form);
}

void ComposeDesk::resetForm()
{
    Form form;
    form.request.prompt = m_pane.form().request.prompt;
    form.request.negativePrompt = m_pane.form().request.negativePrompt;
    form.request.model = m_pane.form().request.model;
    change(form);
    m_toast.offer(tr("Every field but the prompts is at its default."), tr("Undo"), [this] { undo(); });
}

void ComposeDesk::setLastSeed(std::optional<std::uint64_t> seed)
{
    m_lastSeed = seed;
    m_pane.setLastSeed(seed);
}

void ComposeDesk::focusPrompt()
{
    m_pane.prompts()->prompt()->setFocus(Qt::ShortcutFocusReason);
}

void ComposeDesk::renewEmbeddings()
{
    const QString folder = m_services.paths.data() + QStringLiteral("/embeddings");
    whenDone(QtConcurrent::run(embeddingNames, folder), this, [this](const QSet<QString>& names) {
        m_pane.prompts()->prompt()->setEmbeddings(names);
        m_pane.prompts()->negative()->setEmbeddings(names);
    });
}

QString ComposeDesk::modelName() const
{
    return m_pane.model().facts.name;
}

QString ComposeDesk::modelPath() const
{
    const QString path = m_pane.form().request.model;
    return path.isEmpty() ? Paths::starterModel() : path;
}

void ComposeDesk::openModel(const QString& path)
{
    QStringList models = m_models;
    models.removeAll(path);
    models.prepend(path);
    setModels(models.mid(0, kModelsKept));
    Form form = m_pane.form();
    form.request.model = path;
    change(form);
}

void ComposeDesk::chooseStarter()
{
    Form form = m_pane.form();
    form.request.model.clear();
    change(form);
}

void ComposeDesk::useVae(const QString& path)
{
    Form form = m_pane.form();
    form.request.vae = path;
    change(form);
    m_toast.offer(
        tr("Pictures are made with this VAE until you choose another under Advanced."), tr("Undo"), [this] { undo(); });
}

void ComposeDesk::addPieces(const QString& prompt, const QString& negativePrompt)
{
    const auto with = [](const QString& piece, const QString& text) {
        if (piece.isEmpty() || text.contains(piece))
            return text;
        return text.isEmpty() ? piece : piece + QStringLiteral(", ") + text;
    };
    Form form = m_pane.form();
    form.request.prompt = with(prompt, form.request.prompt);
    form.request.negativePrompt = with(negativePrompt, form.request.negativePrompt);
    change(form);
}

void ComposeDesk::setModels(const QStringList& models)
{
    m_models = models;
    Q_EMIT modelsChanged();
}

void ComposeDesk::setHint(const QString& hint)
{
    m_hint = hint;
    showCost();
}

void ComposeDesk::setHintShown(bool isShown)
{
    m_isHintShown = isShown;
    showCost();
}

void ComposeDesk::showCost()
{
    if (m_isHintShown)
        m_pane.setHint(m_hint);
    else
        m_pane.setCost(costText(m_services.forecast.forecast(), m_pane.form().request, m_pane.model().facts));
}

}  // namespace reverie::ui
