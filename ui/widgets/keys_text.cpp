#include "ui/widgets/keys_text.h"

#include <QCoreApplication>
#include <QKeySequence>

namespace reverie::ui {

QString keysText(const QKeySequence& keys)
{
    return keys.toString(QKeySequence::NativeText)
        .replace(QLatin1String("Return"), QCoreApplication::translate("Keys", "Enter"));
}

}  // namespace reverie::ui
