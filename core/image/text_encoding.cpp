#include "core/image/text_encoding.h"

#include <QStringDecoder>

#include <algorithm>

namespace reverie::image {

bool isKeyword(const QString& text)
{
    const auto isPrintable = [](QChar c) {
        return (c >= QChar(0x20) && c <= QChar(0x7e)) || (c >= QChar(0xa1) && c <= QChar(0xff));
    };
    return !text.isEmpty() && text.size() <= 79 && text == text.trimmed() &&
        std::all_of(text.begin(), text.end(), isPrintable);
}

bool isUnmistakablyLatin1(const QString& text)
{
    const bool fits = std::all_of(text.begin(), text.end(), [](QChar c) { return c <= QChar(0xff); });
    return fits && textOfBytes(text.toLatin1()) == text;
}

QString textOfBytes(QByteArrayView bytes)
{
    QStringDecoder decoder(
        QStringDecoder::Utf8, QStringDecoder::Flag::Stateless | QStringDecoder::Flag::ConvertInitialBom);
    const QString text = decoder(bytes);
    return decoder.hasError() ? QString::fromLatin1(bytes) : text;
}

}  // namespace reverie::image
