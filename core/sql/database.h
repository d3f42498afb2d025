#pragma once

#include "core/base/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariantList>

#include <memory>
#include <span>

namespace reverie::sql {

/// What a database of ours is.
struct Schema {
    int id = 0;  ///< "application_id": tells our files from others
    /// Statements, parted by `;`, that make version 1, 2, ... out of the one before, from an empty file on.
    std::span<const char* const> versions;
};

/// One SQLite file in WAL mode with synchronous=FULL: what was committed survives a crash and a power cut. Belongs to
/// the thread that opened it.
class Database final {
public:
    /// Opens the file, or begins one, and brings it to the schema's newest version. A broken file, and one that is no
    /// database of this kind, is put aside under a new name beside it, with all its parts; `note()` then says so.
    /// Errors: Unsupported (a newer Reverie's file, left as it is), Busy (another process holds it for more than two
    /// seconds), those of a file that cannot be written.
    [[nodiscard]] static Result<Database> open(const QString& file, const Schema& schema);

    /// A sentence when a broken file was put aside; else empty.
    [[nodiscard]] const QString& note() const { return m_note; }

    /// Runs one statement; `values` take the places of its `?`. The query holds the rows. Errors: DiskFull, Corrupt,
    /// Io.
    [[nodiscard]] Result<QSqlQuery> run(const QString& statement, const QVariantList& values = {});

    /// The same for a statement without rows.
    [[nodiscard]] Result<void> execute(const QString& statement, const QVariantList& values = {});

    /// Runs `work`, which returns a Result<void>: all of it or nothing.
    template <typename Work>
    [[nodiscard]] Result<void> inTransaction(Work work)
    {
        auto done = execute(QStringLiteral("BEGIN IMMEDIATE"));
        if (!done)
            return done;
        done = work();
        if (done)
            done = execute(QStringLiteral("COMMIT"));
        if (!done)
            std::ignore = execute(QStringLiteral("ROLLBACK"));
        return done;
    }

private:
    class Connection;
    explicit Database(std::shared_ptr<Connection> connection) : m_connection(std::move(connection)) { }
    [[nodiscard]] static Result<Database> connectTo(const QString& file, const Schema& schema);
    [[nodiscard]] Result<void> prepare(const Schema& schema);
    [[nodiscard]] Result<void> checkSound();
    [[nodiscard]] Result<bool> isForeign(const Schema& schema, int version);
    [[nodiscard]] Result<void> upgrade(const Schema& schema, int from);
    [[nodiscard]] Result<int> pragma(const QString& name);

    std::shared_ptr<Connection> m_connection;
    QString m_note;
};

}  // namespace reverie::sql
