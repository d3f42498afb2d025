#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/io/read_file.h"

#include <QStringList>

#include <map>
#include <mutex>

namespace reverie::weights {

/// SHA-256 of weight files, remembered by path, size, modification time and inode in one JSON file, so that a model of
/// gigabytes is hashed once; the last 2,000 files at most. The JSON file is only a help: a damaged, missing or
/// unwritable one costs time, not correctness. Safe from several threads (one mutex over the table, never held while
/// hashing) and processes (the file is read again before it is replaced).
class HashCache final {
public:
    /// \param file the JSON file, such as "<cache>/hashes.json"; made, with its folder, when first needed
    explicit HashCache(QString file);

    /// 64 lower-case hex digits. Errors: those of io::sha256OfFile.
    [[nodiscard]] Result<QString> sha256(const QString& path, const Cancellation& cancellation);
    /// What is known already, without hashing; nothing when the file is new or changed.
    [[nodiscard]] std::optional<QString> known(const QString& path);
    /// Paths of the known files whose SHA-256 begins with these lower-case hex digits and that have not changed since,
    /// in the order of their names. Hashes nothing.
    [[nodiscard]] QStringList filesWithHash(const QString& beginning);

private:
    struct Entry {
        io::FileIdentity identity;
        QString sha256;
        qint64 rememberedMs = 0;  // since the epoch; of a full table the oldest goes
    };
    using Table = std::map<QString, Entry>;

    [[nodiscard]] static Table readTable(const QString& file);
    [[nodiscard]] static Result<void> writeTable(const QString& file, const Table& table);
    [[nodiscard]] std::optional<QString> lookUp(const QString& path, const io::FileIdentity& identity);
    [[nodiscard]] QStringList pathsWithHash(const QString& beginning);
    void remember(const QString& path, const Entry& entry);

    const QString m_file;
    std::mutex m_mutex;            // guards m_table and the writing of m_file
    std::optional<Table> m_table;  // empty until first needed
};

}  // namespace reverie::weights
