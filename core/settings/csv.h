#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace reverie::settings {

struct CsvRow {
    int line = 0;  ///< of the file, from 1, where the row begins
    QStringList fields;
    bool isTorn = false;  ///< a quoted field has no end
};

/// Takes a text of comma-separated values apart as RFC 4180 has it: fields in quotation marks may hold commas, line
/// breaks and doubled quotation marks. Empty lines are no rows. Never fails: a quotation mark in a bare field is a
/// letter.
[[nodiscard]] std::vector<CsvRow> parseCsv(const QString& text);

}  // namespace reverie::settings
