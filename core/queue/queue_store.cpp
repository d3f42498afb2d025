#include "core/queue/queue_store.h"

#include "core/request/request_json.h"

#include <QDebug>
#include <QVariant>

namespace reverie::queue {
namespace {

using nlohmann::json;

constexpr const char* kVersions[] = {
    "CREATE TABLE jobs (key INTEGER PRIMARY KEY, position INTEGER NOT NULL, state TEXT NOT NULL, request TEXT NOT NULL,"
    " seed TEXT, error TEXT, created INTEGER NOT NULL, started INTEGER, folder TEXT);"
    "CREATE TABLE pictures (job INTEGER NOT NULL REFERENCES jobs(key), number INTEGER NOT NULL, path TEXT NOT NULL,"
    " PRIMARY KEY (job, number)) WITHOUT ROWID;",
};
constexpr sql::Schema kSchema{0x52765175, kVersions};

QVariant written(const std::optional<Error>& error)
{
    if (!error)
        return {};
    const json table{{"code", errorCodeName(error->code).toStdString()}, {"detail", error->detail.toStdString()},
        {"remedy", error->remedy.toStdString()}, {"needed", error->neededBytes}, {"free", error->freeBytes}};
    return QString::fromStdString(table.dump(-1, ' ', false, json::error_handler_t::replace));
}

QString text(const json& table, const char* key)
{
    const auto found = table.find(key);
    return found != table.end() && found->is_string() ? QString::fromStdString(found->get<std::string>()) : QString();
}

std::uint64_t number(const json& table, const char* key)
{
    const auto found = table.find(key);
    return found != table.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::optional<Error> readError(const QString& written)
{
    const json table = json::parse(written.toStdString(), nullptr, false);
    if (!table.is_object())
        return std::nullopt;
    Error error{errorCodeFromName(text(table, "code")), text(table, "detail"), text(table, "remedy"), {}};
    error.neededBytes = number(table, "needed");
    error.freeBytes = number(table, "free");
    return error;
}

QVariant written(const QDateTime& time)
{
    return time.isValid() ? QVariant(time.toMSecsSinceEpoch()) : QVariant();
}

QDateTime readTime(const QVariant& written)
{
    return written.isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(written.toLongLong(), Qt::UTC);
}

/// Columns in the order of `QueueStore::jobs`.
std::optional<QueueJob> readRow(const QSqlQuery& row)
{
    const auto state = jobStateFromName(row.value(2).toString());
    const json table = json::parse(row.value(3).toString().toStdString(), nullptr, false);
    auto request = request::requestFromJson(table);
    if (!state || !request)
        return std::nullopt;
    QueueJob job;
    job.key = row.value(0).toLongLong();
    job.position = row.value(1).toLongLong();
    job.state = *state;
    job.request = *std::move(request);
    if (!row.value(4).isNull())
        job.seed = row.value(4).toString().toULongLong();
    job.error = readError(row.value(5).toString());
    job.created = readTime(row.value(6));
    job.started = readTime(row.value(7));
    job.folder = row.value(8).toString();
    return job;
}

}  // namespace

Result<std::unique_ptr<QueueStore>> QueueStore::open(const QString& file)
{
    auto lock = io::FileLock::take(file + QStringLiteral(".lock"));
    if (!lock)
        return failWith(std::move(lock));
    lock->claim();  // whoever may use the folder at all has been asked before
    auto database = sql::Database::open(file, kSchema);
    if (!database)
        return failWith(std::move(database));
    return std::unique_ptr<QueueStore>(new QueueStore(std::move(*lock), std::move(*database)));
}

Result<std::vector<QueueJob>> QueueStore::jobs()
{
    auto made = pictures();
    if (!made)
        return failWith(std::move(made));
    auto rows = m_database.run(QStringLiteral(
        "SELECT key, position, state, request, seed, error, created, started, folder FROM jobs ORDER BY position"));
    if (!rows)
        return failWith(std::move(rows));
    std::vector<QueueJob> all;
    while (rows->next()) {
        auto job = readRow(*rows);
        if (!job) {
            qWarning().noquote() << "A job of the queue cannot be read:" << rows->value(3).toString();
            continue;
        }
        job->pictures = std::move((*made)[job->key]);
        all.push_back(std::move(*job));
    }
    return all;
}

Result<std::map<JobKey, std::map<int, QString>>> QueueStore::pictures()
{
    auto rows = m_database.run(QStringLiteral("SELECT job, number, path FROM pictures"));
    if (!rows)
        return failWith(std::move(rows));
    std::map<JobKey, std::map<int, QString>> all;
    while (rows->next())
        all[rows->value(0).toLongLong()][rows->value(1).toInt()] = rows->value(2).toString();
    return all;
}

Result<void> QueueStore::put(const std::vector<QueueJob>& jobs)
{
    return m_database.inTransaction([&]() -> Result<void> {
        for (const QueueJob& job : jobs)
            if (auto written = putRow(job); !written)
                return written;
        return {};
    });
}

Result<void> QueueStore::putRow(const QueueJob& job)
{
    const std::string request = request::toJson(job.request).dump(-1, ' ', false, json::error_handler_t::replace);
    auto written = m_database.execute(QStringLiteral("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        {QVariant::fromValue(job.key), QVariant::fromValue(job.position), jobStateName(job.state),
            QString::fromStdString(request), job.seed ? QVariant(QString::number(*job.seed)) : QVariant(),
            queue::written(job.error), queue::written(job.created), queue::written(job.started), job.folder});
    if (written)
        written =
            m_database.execute(QStringLiteral("DELETE FROM pictures WHERE job = ?"), {QVariant::fromValue(job.key)});
    for (auto each = job.pictures.begin(); written && each != job.pictures.end(); ++each)
        written = addPicture(job.key, each->first, each->second);
    return written;
}

Result<void> QueueStore::remove(const std::vector<JobKey>& keys)
{
    return m_database.inTransaction([&]() -> Result<void> {
        for (const JobKey key : keys)
            for (const char* each : {"DELETE FROM pictures WHERE job = ?", "DELETE FROM jobs WHERE key = ?"})
                if (auto gone = m_database.execute(QString::fromLatin1(each), {QVariant::fromValue(key)}); !gone)
                    return gone;
        return {};
    });
}

Result<void> QueueStore::setFolder(JobKey key, const QString& folder)
{
    return m_database.execute(
        QStringLiteral("UPDATE jobs SET folder = ? WHERE key = ?"), {folder, QVariant::fromValue(key)});
}

Result<void> QueueStore::addPicture(JobKey key, int index, const QString& path)
{
    // A null text would break NOT NULL: an empty one says "skipped".
    return m_database.execute(QStringLiteral("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?)"),
        {QVariant::fromValue(key), index, path.isNull() ? QStringLiteral("") : path});
}

}  // namespace reverie::queue
