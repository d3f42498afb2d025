#include "ui/widgets/request_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace reverie::ui {
namespace {

/// The texts of a context that is no class.
struct RequestText {
    Q_DECLARE_TR_FUNCTIONS(RequestText)
};

}  // namespace

QString requestText(const request::GenerationRequest& request)
{
    QStringList parts;
    if (request.steps)
        parts << RequestText::tr("%n step(s)", nullptr, *request.steps);
    if (request.sampler)
        parts << *request.sampler + (request.schedule ? QLatin1Char(' ') + *request.schedule : QString());
    if (request.guidanceScale)
        parts << RequestText::tr("guidance %1").arg(*request.guidanceScale);
    if (request.width && request.height)
        parts << RequestText::tr("%1 x %2").arg(*request.width).arg(*request.height);
    if (request.seed)
        parts << RequestText::tr("seed %1").arg(*request.seed);
    return parts.join(QStringLiteral(" \u00b7 "));
}

}  // namespace reverie::ui
