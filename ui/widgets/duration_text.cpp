#include "ui/widgets/duration_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace reverie::ui {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Duration)
};

}  // namespace

QString durationText(double seconds)
{
    if (seconds < 10)
        return Texts::tr("%1 s").arg(QLocale().toString(seconds, 'f', seconds < 0.1 ? 2 : 1));
    const auto whole = static_cast<qint64>(std::llround(seconds));
    if (whole < 60)
        return Texts::tr("%1 s").arg(whole);
    if (whole < 3600)
        return Texts::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return Texts::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

}  // namespace reverie::ui
