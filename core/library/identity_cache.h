#pragma once

#include "core/library/model_identity.h"

#include <map>

namespace reverie::library {

/// What models are, remembered by path and the state of their files in one JSON file, so that a start need not read
/// thousands of headers. Only a help: a damaged, missing or unwritable file costs time, not correctness. What could not
/// be read is not remembered. One thread at a time.
class IdentityCache final {
public:
    /// \param file empty = in memory only
    explicit IdentityCache(QString file);

    /// What `path` is: remembered when `stamp` is that of the last time, else looked at now.
    [[nodiscard]] ModelIdentity of(const QString& path, const QString& stamp);
    /// How many had to be looked at.
    [[nodiscard]] int lookedAt() const { return m_lookedAt; }
    /// Writes what is new.
    void keep();

private:
    struct Row {
        QString stamp;
        ModelIdentity identity;
    };
    void read();

    const QString m_file;
    std::map<QString, Row> m_rows;
    bool m_isRead = false;
    bool m_isChanged = false;
    int m_lookedAt = 0;
};

}  // namespace reverie::library
