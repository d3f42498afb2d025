#include "core/prompt/byte_alphabet.h"

#include <QString>

#include <algorithm>

namespace reverie::prompt {
namespace {

bool isPrintable(unsigned char byte)
{
    return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

}  // namespace

std::string byteSymbol(unsigned char byte)
{
    char16_t symbol = byte;
    if (!isPrintable(byte)) {
        symbol = 0x100;
        for (unsigned char before = 0; before < byte; ++before)
            symbol += !isPrintable(before);
    }
    return QString(QChar(symbol)).toStdString();
}

std::string bytesInVocabularyOrder()
{
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte)
        bytes += static_cast<char>(byte);
    std::stable_partition(
        bytes.begin(), bytes.end(), [](char byte) { return isPrintable(static_cast<unsigned char>(byte)); });
    return bytes;
}

}  // namespace reverie::prompt
