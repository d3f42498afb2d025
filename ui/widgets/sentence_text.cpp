#include "ui/widgets/sentence_text.h"

namespace reverie::ui {

QString capitalised(QString sentence)
{
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper();
    return sentence;
}

QString sentenceText(const Error& error)
{
    return capitalised(sentence(error));
}

}  // namespace reverie::ui
