#include "core/weights/hash_cache.h"

#include "core/io/atomic_file.h"
#include "core/io/sha256.h"
#include "core/weights/config_file.h"

#include <QDateTime>
#include <QDebug>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace reverie::weights {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;
constexpr std::size_t kMaximumEntries = 2'000;  // some 400 KiB
constexpr qsizetype kDigits = 64;
/// A file written this lately could change again within one tick of its time stamp: it is not remembered yet.
constexpr std::int64_t kSettledNs = 100'000'000;

bool isSha256(const QString& text)
{
    return text.size() == kDigits && std::ranges::all_of(text, [](QChar c) {
        return (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || (c >= QLatin1Char('a') && c <= QLatin1Char('f'));
    });
}

template <typename T>
T numberOf(const Json& entry, const char* key)
{
    const auto at = entry.find(key);
    return at != entry.end() && at->is_number_integer() ? at->get<T>() : T{};
}

bool isSettled(const io::FileIdentity& identity)
{
    return QDateTime::currentMSecsSinceEpoch() * 1'000'000 - identity.modifiedNs > kSettledNs;
}

}  // namespace

HashCache::HashCache(QString file) : m_file(std::move(file)) { }

Result<QString> HashCache::sha256(const QString& path, const Cancellation& cancellation)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const auto before = io::ReadFile::open(absolute);
    if (!before)
        return tl::unexpected<Error>(before.error());
    if (auto found = lookUp(absolute, before->identity()))
        return *found;
    auto hash = io::sha256OfFile(absolute, cancellation);
    if (!hash)
        return hash;
    // Only what is still the same file under that name may be remembered for it.
    const auto after = io::ReadFile::open(absolute);
    if (after && after->identity() == before->identity() && isSettled(before->identity()))
        remember(absolute, {before->identity(), *hash, QDateTime::currentMSecsSinceEpoch()});
    return hash;
}

std::optional<QString> HashCache::known(const QString& path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const auto file = io::ReadFile::open(absolute);
    return file ? lookUp(absolute, file->identity()) : std::nullopt;
}

QStringList HashCache::filesWithHash(const QString& beginning)
{
    QStringList paths = pathsWithHash(beginning);
    paths.removeIf([this](const QString& path) { return !known(path); });
    return paths;
}

QStringList HashCache::pathsWithHash(const QString& beginning)
{
    const std::lock_guard lock(m_mutex);
    m_table = readTable(m_file);  // what other processes found counts too
    QStringList paths;
    for (const auto& [path, entry] : *m_table)
        if (entry.sha256.startsWith(beginning))
            paths << path;
    return paths;
}

std::optional<QString> HashCache::lookUp(const QString& path, const io::FileIdentity& identity)
{
    const std::lock_guard lock(m_mutex);
    if (!m_table)
        m_table = readTable(m_file);
    const auto at = m_table->find(path);
    return at != m_table->end() && at->second.identity == identity ? std::optional(at->second.sha256) : std::nullopt;
}

void HashCache::remember(const QString& path, const Entry& entry)
{
    const std::lock_guard lock(m_mutex);
    m_table = readTable(m_file);
    std::erase_if(*m_table, [](const auto& each) { return !QFileInfo::exists(each.first); });
    m_table->insert_or_assign(path, entry);
    while (m_table->size() > kMaximumEntries)
        m_table->erase(
            std::ranges::min_element(*m_table, {}, [](const auto& each) { return each.second.rememberedMs; }));
    if (const auto written = writeTable(m_file, *m_table); !written)
        qWarning().noquote() << "hashes are not kept:" << sentence(written.error());
}

HashCache::Table HashCache::readTable(const QString& file)
{
    Table table;
    const auto config = readConfig(file);
    if (!config || numberOf<int>(*config, "version") != kVersion || !hasValue(*config, "files"))
        return table;
    for (const auto& [path, entry] : (*config)["files"].items()) {
        const QString hash = textOf(entry, "sha256");
        if (isSha256(hash))
            table.insert_or_assign(QString::fromStdString(path),
                Entry{{numberOf<std::uint64_t>(entry, "size"), numberOf<std::int64_t>(entry, "modifiedNs"),
                          numberOf<std::uint64_t>(entry, "inode")},
                    hash, numberOf<qint64>(entry, "rememberedMs")});
    }
    return table;
}

Result<void> HashCache::writeTable(const QString& file, const Table& table)
{
    Json files = Json::object();
    for (const auto& [path, entry] : table)
        files[path.toStdString()] = {{"size", entry.identity.size}, {"modifiedNs", entry.identity.modifiedNs},
            {"inode", entry.identity.inode}, {"sha256", entry.sha256.toStdString()},
            {"rememberedMs", entry.rememberedMs}};
    const std::string text = Json{{"version", kVersion}, {"files", std::move(files)}}.dump(1) + '\n';
    QDir().mkpath(QFileInfo(file).absolutePath());
    return io::writeWhole(file, std::as_bytes(std::span(text)));
}

}  // namespace reverie::weights
