#include "core/hub/hub_json.h"

#include "core/base/shown.h"
#include "core/hub/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace reverie::hub {
namespace {

using Json = nlohmann::json;

constexpr int kMostDepth = 32;
constexpr std::uint64_t kMostFileBytes = std::uint64_t{1} << 44;  // 16 TiB
constexpr std::size_t kMostTags = 1'000;

/// Whether brackets nest no deeper than is sane. The parser's own memory grows with them.
bool isShallow(QByteArrayView body)
{
    int depth = 0;
    bool isQuoted = false;
    for (qsizetype i = 0; i < body.size(); ++i) {
        const char each = body[i];
        if (isQuoted) {
            if (each == '\\')
                ++i;
            isQuoted = each != '"';
            continue;
        }
        isQuoted = each == '"';
        depth += (each == '{' || each == '[') - (each == '}' || each == ']');
        if (depth > kMostDepth)
            return false;
    }
    return true;
}

Result<Json> parse(QByteArrayView body, Json::value_t kind, const char* what)
{
    const auto refuse = [&](const char* why) {
        return fail(ErrorCode::Corrupt, QStringLiteral("the Hub's %1 %2").arg(QLatin1String(what), QLatin1String(why)),
            QStringLiteral("try again in a moment"));
    };
    if (body.contains('\0') || !isShallow(body))
        return refuse("is no sound JSON");
    Json json = Json::parse(body.begin(), body.end(), nullptr, false);
    if (json.is_discarded())
        return refuse("is no JSON");
    return json.type() == kind ? Result<Json>(std::move(json)) : refuse("is not of the expected shape");
}

const Json* member(const Json& object, const char* key)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

QString text(const Json& object, const char* key)
{
    const Json* found = member(object, key);
    return found && found->is_string() ? QString::fromStdString(found->get_ref<const std::string&>()) : QString();
}

/// A whole number of bytes that a file can have.
std::optional<std::uint64_t> size(const Json& object, const char* key)
{
    const Json* found = member(object, key);
    if (!found || !found->is_number_unsigned())
        return std::nullopt;
    const auto bytes = found->get<std::uint64_t>();
    return bytes <= kMostFileBytes ? std::optional(bytes) : std::nullopt;
}

std::uint64_t count(const Json& object, const char* key)
{
    const Json* found = member(object, key);
    return found && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool isTrue(const Json& object, const char* key)
{
    const Json* found = member(object, key);
    return found && found->is_boolean() && found->get<bool>();
}

QStringList texts(const Json& object, const char* key)
{
    QStringList all;
    const Json* found = member(object, key);
    if (!found || !found->is_array())
        return all;
    for (const Json& each : *found)
        if (each.is_string() && static_cast<std::size_t>(all.size()) < kMostTags)
            all << QString::fromStdString(each.get_ref<const std::string&>());
    return all;
}

Gated gatedOf(const Json& object)
{
    const QString kind = text(object, "gated");
    if (kind == QLatin1String("manual"))
        return Gated::Manual;
    return kind == QLatin1String("auto") || isTrue(object, "gated") ? Gated::Automatic : Gated::No;
}

/// The card names it; else a tag does.
QString licenceOf(const Json& object, const QStringList& tags)
{
    if (const Json* card = member(object, "cardData"))
        if (const QString named = text(*card, "license"); !named.isEmpty())
            return named;
    const QString prefix = QStringLiteral("license:");
    const auto tag =
        std::find_if(tags.begin(), tags.end(), [&](const QString& each) { return each.startsWith(prefix); });
    return tag == tags.end() ? QString() : tag->mid(prefix.size());
}

/// The names under which the two listings give one fact.
struct EntryKeys {
    const char* path;
    const char* sha1;
    const char* sha256;
};
constexpr EntryKeys kTreeKeys{"path", "oid", "oid"};
constexpr EntryKeys kSiblingKeys{"rfilename", "blobId", "sha256"};

struct Entry {
    RepoFile file;
    QString wrong;  // why it is refused; empty when it is not
};

Entry entryFrom(const Json& json, const EntryKeys& keys)
{
    Entry entry;
    entry.file.path = text(json, keys.path);
    if (auto checked = checkRepoPath(entry.file.path); !checked) {
        entry.wrong = checked.error().detail;
        return entry;
    }
    const Json* large = member(json, "lfs");
    entry.file.isLarge = large != nullptr;
    entry.file.etag = large ? text(*large, keys.sha256) : text(json, keys.sha1);
    const auto bytes = size(large ? *large : json, "size");
    if (!isEtag(entry.file.etag) || (large != nullptr) != (entry.file.etag.size() == 64))
        entry.wrong = QStringLiteral("the Hub gives no sound digest of \"%1\"").arg(shown(entry.file.path, 80));
    else if (!bytes)
        entry.wrong = QStringLiteral("the Hub gives no sound size of \"%1\"").arg(shown(entry.file.path, 80));
    else
        entry.file.size = *bytes;
    return entry;
}

void take(Entry entry, std::vector<RepoFile>& files, std::vector<RefusedFile>& refused)
{
    if (entry.wrong.isEmpty())
        files.push_back(std::move(entry.file));
    else
        refused.push_back({std::move(entry.file.path), std::move(entry.wrong)});
}

void takeSiblings(const Json& json, RepoInfo& info)
{
    const Json* siblings = member(json, "siblings");
    if (!siblings || !siblings->is_array())
        return;
    const bool hasSizes = std::any_of(siblings->begin(), siblings->end(),
        [](const Json& each) { return member(each, "blobId") || member(each, "size"); });
    if (!hasSizes)
        return;
    for (const Json& each : *siblings)
        take(entryFrom(each, kSiblingKeys), info.files, info.refused);
}

}  // namespace

Result<RepoInfo> parseRepoInfo(QByteArrayView body)
{
    const auto json = parse(body, Json::value_t::object, "description of the model");
    if (!json)
        return tl::unexpected<Error>(json.error());
    RepoInfo info;
    info.id = text(*json, "id");
    info.commit = text(*json, "sha");
    if (!checkRepoId(info.id) || !isCommit(info.commit))
        return fail(ErrorCode::Corrupt, QStringLiteral("the Hub's description of the model names no id or no commit"),
            QStringLiteral("try again in a moment"));
    info.gated = gatedOf(*json);
    info.isPrivate = isTrue(*json, "private");
    info.isDisabled = isTrue(*json, "disabled");
    info.library = text(*json, "library_name");
    info.task = text(*json, "pipeline_tag");
    info.tags = texts(*json, "tags");
    info.licence = licenceOf(*json, info.tags);
    if (const Json* card = member(*json, "cardData"))
        info.licenceLink = text(*card, "license_link");
    info.downloads = count(*json, "downloads");
    info.likes = count(*json, "likes");
    info.changed = text(*json, "lastModified");
    takeSiblings(*json, info);
    return info;
}

Result<TreePage> parseTree(QByteArrayView body)
{
    const auto json = parse(body, Json::value_t::array, "list of files");
    if (!json)
        return tl::unexpected<Error>(json.error());
    TreePage page;
    for (const Json& each : *json)
        if (text(each, "type") != QLatin1String("directory"))
            take(entryFrom(each, kTreeKeys), page.files, page.refused);
    return page;
}

Result<std::vector<RepoCard>> parseCards(QByteArrayView body)
{
    const auto json = parse(body, Json::value_t::array, "answer to the search");
    if (!json)
        return tl::unexpected<Error>(json.error());
    std::vector<RepoCard> cards;
    for (const Json& each : *json) {
        RepoCard card;
        card.id = text(each, "id");
        if (!checkRepoId(card.id))
            continue;
        card.gated = gatedOf(each);
        card.tags = texts(each, "tags");
        card.licence = licenceOf(each, card.tags);
        card.task = text(each, "pipeline_tag");
        card.downloads = count(each, "downloads");
        card.likes = count(each, "likes");
        card.changed = text(each, "lastModified");
        cards.push_back(std::move(card));
    }
    return cards;
}

Result<WhoAmI> parseWhoAmI(QByteArrayView body)
{
    const auto json = parse(body, Json::value_t::object, "answer about the token");
    if (!json)
        return tl::unexpected<Error>(json.error());
    WhoAmI who;
    who.name = text(*json, "name");
    if (who.name.isEmpty())
        return fail(ErrorCode::Corrupt, QStringLiteral("the Hub's answer about the token names nobody"));
    const Json* auth = member(*json, "auth");
    const Json* token = auth ? member(*auth, "accessToken") : nullptr;
    if (!token)
        return who;
    who.tokenName = text(*token, "displayName");
    who.role = text(*token, "role");
    if (const Json* rights = member(*token, "fineGrained"))
        who.readsGated = isTrue(*rights, "canReadGatedRepos");
    return who;
}

Result<ModelIndex> parseModelIndex(QByteArrayView body)
{
    const auto refuse = [](const char* why) {
        return fail(ErrorCode::Corrupt, QStringLiteral("model_index.json %1").arg(QLatin1String(why)),
            QStringLiteral("tell the author of the repository"));
    };
    const auto json = parse(body, Json::value_t::object, "model_index.json");
    if (!json)
        return refuse("is not a sound JSON table");
    ModelIndex index;
    index.pipeline = text(*json, "_class_name");
    if (index.pipeline.isEmpty())
        return refuse("names no pipeline");
    for (const auto& [key, value] : json->items()) {
        if (!value.is_array() || key.starts_with('_'))
            continue;
        const bool isPair = value.size() == 2 && value[0].is_null() == value[1].is_null() &&
            (value[0].is_null() || (value[0].is_string() && value[1].is_string()));
        const QString part = QString::fromStdString(key);
        if (!isPair || !checkRepoPath(part) || part.contains(QLatin1Char('/')))
            return refuse("describes a part in a way that Reverie does not know");
        if (!value[0].is_null())
            index.parts << part;
    }
    return index;
}

QByteArray nextLink(QByteArrayView linkHeader)
{
    for (const QByteArray& each : linkHeader.toByteArray().split(',')) {
        const auto open = each.indexOf('<');
        const auto close = each.indexOf('>', open);
        const QByteArray relation = each.mid(close + 1).simplified().replace(' ', "");
        if (open >= 0 && close > open && (relation.contains("rel=\"next\"") || relation.contains("rel=next")))
            return each.mid(open + 1, close - open - 1);
    }
    return {};
}

}  // namespace reverie::hub
