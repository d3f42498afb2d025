#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace reverie::request {

/// How a name is compared: lower case, without spaces, underscores and hyphens.
[[nodiscard]] QString nameKey(const QString& name);

/// A way to write a name.
struct Spelling {
    QString key;   ///< nameKey() of it
    QString name;  ///< what it stands for
};

/// The `most` names that are the fewest edits away from `key`, nearest first. Costs nothing to speak of for a key of
/// any length: no more than its beginning is looked at.
[[nodiscard]] QStringList closestNames(const QString& key, const std::vector<Spelling>& spellings, qsizetype most = 2);

}  // namespace reverie::request
