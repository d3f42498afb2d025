#include "ui/widgets/english_plurals.h"

namespace reverie::ui {

QString EnglishPlurals::translate(const char*, const char* text, const char*, int count) const
{
    QString words = QString::fromUtf8(text);
    if (count < 0 || !words.contains(QLatin1String("(s)")))
        return {};  // as it stands
    return words.replace(QLatin1String("(s)"), count == 1 ? QString() : QStringLiteral("s"));
}

}  // namespace reverie::ui
