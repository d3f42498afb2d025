#include "core/prompt/unsupported_forms.h"

#include "core/request/quoted.h"

#include <array>

namespace reverie::prompt {
namespace {

/// The first "<opening...>" of the prompt, as it is written there.
QString network(const QString& prompt, QLatin1String opening)
{
    const qsizetype begin = prompt.indexOf(opening);
    const qsizetype end = begin < 0 ? -1 : prompt.indexOf(QLatin1Char('>'), begin);
    return end < 0 ? QString() : prompt.sliced(begin, end + 1 - begin);
}

struct Form {
    QLatin1String opening;
    QLatin1String name;
};

constexpr std::array kForms{Form{QLatin1String("<lora:"), QLatin1String("LoRA")},
    Form{QLatin1String("<hypernet:"), QLatin1String("hypernetworks")}};

}  // namespace

Result<void> checkPrompt(const QString& prompt, request::Emphasis emphasis)
{
    if (emphasis == request::Emphasis::None)
        return {};
    for (const Form& form : kForms)
        if (const QString written = network(prompt, form.opening); !written.isEmpty())
            return fail(ErrorCode::Unsupported,
                QStringLiteral("the prompt holds %1, and %2 is not supported yet")
                    .arg(request::quoted(written), form.name),
                QStringLiteral("remove it, or choose the emphasis none to take the prompt literally"));
    return {};
}

}  // namespace reverie::prompt
