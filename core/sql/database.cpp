#include "core/sql/database.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QUuid>
#include <QVariant>

#include <array>

namespace reverie::sql {
namespace {

const QString kDriver = QStringLiteral("QSQLITE");

// Result codes of SQLite that say something to a person. Source: sqlite.org/rescode.html.
struct CodeRow {
    int number;
    ErrorCode code;
    const char* reason;
};

constexpr std::array kCodes = {
    CodeRow{5, ErrorCode::Busy, "another program is using it"},
    CodeRow{8, ErrorCode::Permission, "it may not be written"},
    CodeRow{11, ErrorCode::Corrupt, "it is damaged"},
    CodeRow{13, ErrorCode::DiskFull, "the disk is full"},
    CodeRow{14, ErrorCode::Permission, "it cannot be opened"},
    CodeRow{26, ErrorCode::Corrupt, "it is no database"},
};

Error errorOf(const QSqlError& error, const QString& file)
{
    const int number = error.nativeErrorCode().toInt() & 0xff;
    for (const CodeRow& row : kCodes)
        if (row.number == number)
            return {row.code, QStringLiteral("cannot use %1: %2").arg(file, QLatin1String(row.reason)), {}, {}};
    return {ErrorCode::Io, QStringLiteral("cannot use %1: %2").arg(file, error.databaseText()), {}, {}};
}

/// Renames the database and the parts that SQLite keeps beside it; tells the new name.
Result<QString> putAside(const QString& file)
{
    const QString now = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const QString aside = file + QStringLiteral(".broken-") + now;
    for (const char* part : {"-wal", "-shm", ""}) {
        const QString from = file + QLatin1String(part);
        if (QFile::exists(from) && !QFile::rename(from, aside + QLatin1String(part)))
            return fail(ErrorCode::Permission, QStringLiteral("%1 is damaged and cannot be renamed").arg(from));
    }
    return aside;
}

tl::unexpected<Error> newerFile(const QString& file)
{
    return fail(ErrorCode::Unsupported, QStringLiteral("a newer Reverie wrote %1, which is left as it is").arg(file),
        QStringLiteral("update Reverie, or move the file away"));
}

}  // namespace

class Database::Connection final {
public:
    explicit Connection(const QString& file)
        : m_name(QUuid::createUuid().toString()), m_database(QSqlDatabase::addDatabase(kDriver, m_name))
    {
        m_database.setDatabaseName(file);
    }

    ~Connection()
    {
        m_database = {};  // Qt wants no copy left when the connection goes
        QSqlDatabase::removeDatabase(m_name);
    }

    [[nodiscard]] QSqlDatabase& database() { return m_database; }
    [[nodiscard]] Error error(const QSqlError& error) const { return errorOf(error, m_database.databaseName()); }

private:
    const QString m_name;
    QSqlDatabase m_database;
};

Result<Database> Database::open(const QString& file, const Schema& schema)
{
    QDir().mkpath(QFileInfo(file).absolutePath());
    auto opened = connectTo(file, schema);
    if (opened || opened.error().code != ErrorCode::Corrupt)
        return opened;
    const Error broken = opened.error();
    const auto aside = putAside(file);
    if (!aside)
        return tl::unexpected<Error>(aside.error());
    opened = connectTo(file, schema);
    if (opened)
        opened->m_note = QStringLiteral("%1; it was kept as %2 and a new one begun.")
                             .arg(broken.detail, QFileInfo(*aside).fileName());
    return opened;
}

Result<Database> Database::connectTo(const QString& file, const Schema& schema)
{
    if (!QSqlDatabase::isDriverAvailable(kDriver))
        return fail(ErrorCode::Unsupported, QStringLiteral("the SQLite plug-in of Qt is missing"),
            QStringLiteral("install the package libqt6sql6-sqlite"));
    Database database(std::make_shared<Connection>(file));
    if (QSqlDatabase& made = database.m_connection->database(); !made.open())
        return tl::unexpected<Error>(database.m_connection->error(made.lastError()));
    if (auto prepared = database.prepare(schema); !prepared)
        return failWith(std::move(prepared));
    return database;
}

Result<void> Database::prepare(const Schema& schema)
{
    for (const char* each : {"PRAGMA busy_timeout=2000", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"})
        if (auto set = execute(QString::fromLatin1(each)); !set)
            return set;
    if (auto sound = checkSound(); !sound)
        return sound;
    const auto version = pragma(QStringLiteral("user_version"));
    if (!version)
        return tl::unexpected<Error>(version.error());
    const auto foreign = isForeign(schema, *version);
    if (!foreign)
        return tl::unexpected<Error>(foreign.error());
    const QString file = m_connection->database().databaseName();
    if (*foreign)
        return fail(ErrorCode::Corrupt, QStringLiteral("cannot use %1: it belongs to another program").arg(file));
    if (*version > static_cast<int>(schema.versions.size()))
        return newerFile(file);
    return upgrade(schema, *version);
}

Result<void> Database::checkSound()
{
    auto check = run(QStringLiteral("PRAGMA quick_check(1)"));
    if (!check)
        return failWith(std::move(check));
    if (!check->next() || check->value(0).toString() != QLatin1String("ok"))
        return fail(ErrorCode::Corrupt,
            QStringLiteral("cannot use %1: it is damaged").arg(m_connection->database().databaseName()));
    return {};
}

/// A file without a version is ours only while it is empty.
Result<bool> Database::isForeign(const Schema& schema, int version)
{
    if (version > 0)
        return pragma(QStringLiteral("application_id")).map([&](int id) { return id != schema.id; });
    return run(QStringLiteral("SELECT 1 FROM sqlite_master LIMIT 1")).map([](QSqlQuery row) { return row.next(); });
}

Result<void> Database::upgrade(const Schema& schema, int from)
{
    if (from == static_cast<int>(schema.versions.size()))
        return {};
    return inTransaction([&]() -> Result<void> {
        for (std::size_t version = static_cast<std::size_t>(from); version < schema.versions.size(); ++version)
            for (const QString& each : QString::fromLatin1(schema.versions[version]).split(QLatin1Char(';')))
                if (!each.trimmed().isEmpty())
                    if (auto done = execute(each); !done)
                        return done;
        if (auto named = execute(QStringLiteral("PRAGMA application_id=%1").arg(schema.id)); !named)
            return named;
        return execute(QStringLiteral("PRAGMA user_version=%1").arg(schema.versions.size()));
    });
}

Result<int> Database::pragma(const QString& name)
{
    return run(QStringLiteral("PRAGMA ") + name).map([](QSqlQuery query) {
        return query.next() ? query.value(0).toInt() : 0;
    });
}

Result<QSqlQuery> Database::run(const QString& statement, const QVariantList& values)
{
    QSqlQuery query(m_connection->database());
    query.setForwardOnly(true);
    bool isDone = query.prepare(statement);
    for (const QVariant& value : values)
        query.addBindValue(value);
    isDone = isDone && query.exec();
    if (!isDone)
        return tl::unexpected<Error>(m_connection->error(query.lastError()));
    return query;
}

Result<void> Database::execute(const QString& statement, const QVariantList& values)
{
    return run(statement, values).map([](const QSqlQuery&) {});
}

}  // namespace reverie::sql
