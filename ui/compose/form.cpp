#include "ui/compose/form.h"

#include "core/prompt/unsupported_forms.h"
#include "core/request/typed_values.h"
#include "core/request/validate.h"
#include "ui/widgets/sentence_text.h"

namespace reverie::ui {
namespace {

using request::GenerationRequest;

/// A request that is right but for what `copy` takes over from `whole`.
template <typename Copy>
GenerationRequest only(const GenerationRequest& whole, Copy copy)
{
    GenerationRequest part;
    copy(part, whole);
    return part;
}

}  // namespace

Result<GenerationRequest> requestOf(const Form& form)
{
    GenerationRequest request = form.request;
    request.seed.reset();
    const QString typed = form.seed.trimmed();
    if (typed.isEmpty())
        return request;
    auto seed = request::parseSeed(typed);
    if (!seed)
        return failWith(std::move(seed));
    request.seed = *seed;
    return request;
}

Form formOf(const GenerationRequest& request)
{
    Form form{request, request.seed ? QString::number(*request.seed) : QString()};
    form.request.seed.reset();
    return form;
}

Form withRecipe(Form form, const GenerationRequest& recipe, RecipePart part)
{
    switch (part) {
    case RecipePart::All: {
        Form whole = formOf(recipe);
        // Neither the place of a model or VAE nor the device of another machine belongs to a picture.
        if (whole.request.model.isEmpty())
            whole.request.model = form.request.model;
        if (whole.request.vae.isEmpty())
            whole.request.vae = form.request.vae;
        whole.request.device = form.request.device;
        whole.request.count = form.request.count;
        whole.request.batch = form.request.batch;
        return whole;
    }
    case RecipePart::Prompt:
        form.request.prompt = recipe.prompt;
        form.request.negativePrompt = recipe.negativePrompt;
        break;
    case RecipePart::Seed:
        form.seed = recipe.seed ? QString::number(*recipe.seed) : QString();
        break;
    case RecipePart::Size:
        form.request.width = recipe.width;
        form.request.height = recipe.height;
        break;
    }
    return form;
}

std::map<Field, QString> refusals(const Form& form, const request::ModelFacts& model)
{
    std::map<Field, QString> found;
    const auto judge = [&](Field field, const Result<void>& judged) {
        if (!judged && !found.contains(field))
            found[field] = sentenceText(judged.error());
    };
    const auto judgePart = [&](Field field, auto copy) {
        judge(field, request::resolve(only(form.request, copy), model).map([](const GenerationRequest&) {}));
    };
    using Request = GenerationRequest;
    judgePart(Field::Prompt, [](Request& to, const Request& from) { to.prompt = from.prompt; });
    judgePart(Field::Negative, [](Request& to, const Request& from) { to.negativePrompt = from.negativePrompt; });
    judgePart(Field::Size, [](Request& to, const Request& from) { to.width = from.width, to.height = from.height; });
    judgePart(Field::Steps, [](Request& to, const Request& from) { to.steps = from.steps; });
    judgePart(Field::Guidance, [](Request& to, const Request& from) { to.guidanceScale = from.guidanceScale; });
    judgePart(Field::Sampler,
        [](Request& to, const Request& from) { to.sampler = from.sampler, to.schedule = from.schedule; });
    judgePart(Field::Count, [](Request& to, const Request& from) { to.count = from.count; });
    judgePart(Field::Batch, [](Request& to, const Request& from) { to.batch = from.batch; });
    judgePart(Field::ClipSkip, [](Request& to, const Request& from) { to.clipSkip = from.clipSkip; });
    judgePart(Field::Device, [](Request& to, const Request& from) { to.device = from.device; });
    judge(Field::Prompt, prompt::checkPrompt(form.request.prompt, form.request.emphasis));
    judge(Field::Negative, prompt::checkPrompt(form.request.negativePrompt, form.request.emphasis));
    judge(Field::Seed, requestOf(form).map([](const GenerationRequest&) {}));
    return found;
}

}  // namespace reverie::ui
