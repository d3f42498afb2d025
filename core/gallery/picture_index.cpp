#include "core/gallery/picture_index.h"

#include "core/image/recipe.h"
#include "core/io/sha256.h"
#include "core/request/request_json.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QSet>
#include <QVariant>

namespace reverie::gallery {
namespace {

using nlohmann::json;

constexpr const char* kVersions[] = {
    "CREATE TABLE pictures (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,"
    " width INTEGER NOT NULL, height INTEGER NOT NULL, bytes INTEGER NOT NULL, seed TEXT, request TEXT, model TEXT,"
    " star INTEGER NOT NULL);"
    "CREATE INDEX byTime ON pictures (created, id);"
    "CREATE TABLE facts (isComplete INTEGER NOT NULL)",
    // Before version 2 no picture was stopped half-made.
    "ALTER TABLE pictures ADD COLUMN stopStep INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE pictures ADD COLUMN stopOf INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX byModel ON pictures (model, created)",
};
constexpr sql::Schema kSchema{0x52764761, kVersions};
const QString kColumns =
    QStringLiteral("id, path, created, width, height, bytes, seed, request, model, star, stopStep, stopOf");

GalleryPicture readRow(const QSqlQuery& row)
{
    GalleryPicture picture;
    picture.id = row.value(0).toLongLong();
    picture.path = row.value(1).toString();
    picture.created = QDateTime::fromMSecsSinceEpoch(row.value(2).toLongLong(), Qt::UTC);
    picture.width = row.value(3).toInt();
    picture.height = row.value(4).toInt();
    picture.bytes = row.value(5).toLongLong();
    if (!row.value(6).isNull())
        picture.seed = row.value(6).toString().toULongLong();
    const json table = json::parse(row.value(7).toString().toStdString(), nullptr, false);
    if (auto request = request::requestFromJson(table))
        picture.request = *std::move(request);
    picture.model = row.value(8).toString();
    picture.isStarred = row.value(9).toBool();
    picture.stop = {row.value(10).toInt(), row.value(11).toInt()};
    return picture;
}

QVariant written(const std::optional<request::GenerationRequest>& request)
{
    if (!request)
        return {};
    return QString::fromStdString(request::toJson(*request).dump(-1, ' ', false, json::error_handler_t::replace));
}

QStringList picturesBelow(const QString& folder)
{
    QStringList paths;
    QDirIterator files(
        QFileInfo(folder).absoluteFilePath(), {QStringLiteral("*.png")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        paths << files.next();
    paths.sort();
    return paths;
}

}  // namespace

Result<GalleryPicture> readPicture(const QString& path)
{
    const auto metadata = image::readPngMetadata(path);
    if (!metadata)
        return tl::unexpected<Error>(metadata.error());
    const QFileInfo file(path);
    GalleryPicture picture;
    picture.path = file.absoluteFilePath();
    picture.created = file.lastModified().toUTC();
    picture.bytes = file.size();
    picture.width = metadata->width;
    picture.height = metadata->height;
    if (auto recipe = image::readRecipe(*metadata)) {
        picture.seed = recipe->facts.seed;
        picture.model = recipe->facts.model.name;
        picture.stop = recipe->facts.stop;
        picture.request = std::move(recipe->facts.request);
    }
    return picture;
}

Result<std::unique_ptr<PictureIndex>> PictureIndex::open(const GalleryPlaces& places, const Cancellation& cancellation)
{
    auto stars = StarJournal::open(places.stars);
    if (!stars)
        return failWith(std::move(stars));
    auto database = sql::Database::open(places.database, kSchema);
    if (!database)
        return failWith(std::move(database));
    std::unique_ptr<PictureIndex> index(new PictureIndex(std::move(*database), std::move(*stars)));
    index->m_note = index->m_database.note();
    auto facts = index->m_database.run(QStringLiteral("SELECT 1 FROM facts"));
    if (!facts)
        return failWith(std::move(facts));
    const bool isComplete = facts->next();
    facts->finish();
    if (!isComplete)
        if (auto rebuilt = index->rebuild(places.pictures, cancellation); !rebuilt)
            return failWith(std::move(rebuilt));
    return index;
}

Result<void> PictureIndex::rebuild(const QString& folder, const Cancellation& cancellation)
{
    const QStringList paths = picturesBelow(folder);
    return m_database.inTransaction([&]() -> Result<void> {
        if (auto emptied = m_database.execute(QStringLiteral("DELETE FROM pictures")); !emptied)
            return emptied;
        for (const QString& path : paths) {
            if (cancellation.isCancelled())
                return fail(ErrorCode::Cancelled, QStringLiteral("the index was not finished"));
            if (auto picture = readPicture(path))  // what is no picture has no row
                if (auto taken = insert(withStar(*std::move(picture))); !taken)
                    return taken;
        }
        return m_database.execute(QStringLiteral("INSERT INTO facts VALUES (1)"));
    });
}

GalleryPicture PictureIndex::withStar(GalleryPicture picture) const
{
    // Only a file of a starred one's size can be one.
    if (m_stars.hasStarOfSize(picture.bytes))
        if (const auto hash = io::sha256OfFile(picture.path, {}))
            picture.isStarred = m_stars.isStarred(*hash);
    return picture;
}

Result<void> PictureIndex::insert(const GalleryPicture& picture)
{
    return m_database.execute(
        QStringLiteral(
            "INSERT INTO pictures (path, created, width, height, bytes, seed, request, model, star, stopStep, stopOf)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET created = excluded.created,"
            " width = excluded.width, height = excluded.height, bytes = excluded.bytes, seed = excluded.seed,"
            " request = excluded.request, model = excluded.model, star = excluded.star,"
            " stopStep = excluded.stopStep, stopOf = excluded.stopOf"),
        {picture.path, picture.created.toMSecsSinceEpoch(), picture.width, picture.height, picture.bytes,
            picture.seed ? QVariant(QString::number(*picture.seed)) : QVariant(), written(picture.request),
            picture.model, picture.isStarred ? 1 : 0, picture.stop.step, picture.stop.of});
}

Result<std::vector<GalleryPicture>> PictureIndex::recent(int most, const std::optional<PageMark>& before)
{
    const QString where = before ? QStringLiteral(" WHERE (created, id) < (?, ?)") : QString();
    QVariantList values;
    if (before)
        values << before->created.toMSecsSinceEpoch() << QVariant::fromValue(before->id);
    values << most;
    auto rows = m_database.run(
        QStringLiteral("SELECT %1 FROM pictures%2 ORDER BY created DESC, id DESC LIMIT ?").arg(kColumns, where),
        values);
    if (!rows)
        return failWith(std::move(rows));
    std::vector<GalleryPicture> page;
    while (rows->next())
        page.push_back(readRow(*rows));
    return page;
}

Result<std::optional<GalleryPicture>> PictureIndex::find(const QString& path)
{
    return m_database.run(QStringLiteral("SELECT %1 FROM pictures WHERE path = ?").arg(kColumns), {path})
        .map([](QSqlQuery row) { return row.next() ? std::optional(readRow(row)) : std::nullopt; });
}

Result<std::optional<GalleryPicture>> PictureIndex::latestOf(const QString& model)
{
    const QString statement = QStringLiteral("SELECT %1 FROM pictures WHERE model = ? ORDER BY created DESC LIMIT 1");
    return m_database.run(statement.arg(kColumns), {model}).map([](QSqlQuery row) {
        return row.next() ? std::optional(readRow(row)) : std::nullopt;
    });
}

Result<QSet<QString>> PictureIndex::pathsBelow(const QString& folder)
{
    // What begins with the folder and "/" stands between that and the sign behind "/".
    const QString from = QFileInfo(folder).absoluteFilePath() + QLatin1Char('/');
    const QString to = from.chopped(1) + QChar('/' + 1);
    return m_database.run(QStringLiteral("SELECT path FROM pictures WHERE path > ? AND path < ?"), {from, to})
        .map([](QSqlQuery rows) {
            QSet<QString> paths;
            while (rows.next())
                paths.insert(rows.value(0).toString());
            return paths;
        });
}

Result<std::vector<GalleryPicture>> PictureIndex::takeIn(const QString& folder, const Cancellation& cancellation)
{
    const auto known = pathsBelow(folder);
    if (!known)
        return tl::unexpected<Error>(known.error());
    std::vector<GalleryPicture> taken;
    auto done = m_database.inTransaction([&]() -> Result<void> {
        for (const QString& path : picturesBelow(folder)) {
            if (cancellation.isCancelled())
                return fail(ErrorCode::Cancelled, QStringLiteral("not all pictures were looked at"));
            if (known->contains(path))
                continue;
            if (auto picture = readPicture(path)) {
                taken.push_back(withStar(*std::move(picture)));
                if (auto inserted = insert(taken.back()); !inserted)
                    return inserted;
            }
        }
        return {};
    });
    if (!done)
        return failWith(std::move(done));
    return taken;
}

Result<GalleryPicture> PictureIndex::add(const QString& path)
{
    auto picture = readPicture(path);
    if (!picture)
        return picture;
    *picture = withStar(*std::move(picture));
    if (auto taken = insert(*picture); !taken)
        return failWith(std::move(taken));
    auto row = find(picture->path);
    if (!row)
        return failWith(std::move(row));
    return row->value_or(*picture);
}

Result<void> PictureIndex::remove(const QString& path)
{
    return m_database.execute(QStringLiteral("DELETE FROM pictures WHERE path = ?"), {path});
}

Result<GalleryPicture> PictureIndex::setStar(const QString& path, bool isStarred)
{
    auto picture = find(path);
    if (!picture)
        return failWith(std::move(picture));
    if (!*picture)
        return fail(ErrorCode::NotFound, QStringLiteral("%1 is not in the gallery").arg(path));
    const auto hash = io::sha256OfFile(path, {});
    if (!hash)
        return tl::unexpected<Error>(hash.error());
    if (auto noted = m_stars.note(*hash, QFileInfo(path).size(), isStarred); !noted)
        return failWith(std::move(noted));
    const QString statement = QStringLiteral("UPDATE pictures SET star = ? WHERE path = ?");
    if (auto set = m_database.execute(statement, {isStarred ? 1 : 0, path}); !set)
        return failWith(std::move(set));
    (*picture)->isStarred = isStarred;
    return **std::move(picture);
}

}  // namespace reverie::gallery
