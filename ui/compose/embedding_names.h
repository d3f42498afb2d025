#pragma once

#include <QSet>
#include <QString>

namespace reverie::ui {

/// The names of the embeddings below a folder, in lower case: those of its files without their endings. Reads the
/// folder; for a thread.
[[nodiscard]] QSet<QString> embeddingNames(const QString& folder);

}  // namespace reverie::ui
