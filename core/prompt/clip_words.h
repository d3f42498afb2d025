#pragma once

#include <QString>

#include <vector>

namespace reverie::prompt {

/// Text as CLIP's fast tokenizer sees it: NFC, every run of white space one space, lower case letter by letter (no
/// final sigma; U+0130 becomes i and U+0307).
[[nodiscard]] QString clipNormalised(const QString& text);

/// The words of normalised text: English contractions, runs of letters, single numbers, runs of anything else but
/// space. They point into `text`. Letters and numbers newer than Unicode 14 count as anything else, which matters only
/// where they touch such. Linear in the length of the text.
[[nodiscard]] std::vector<QStringView> clipWords(QStringView text);

}  // namespace reverie::prompt
