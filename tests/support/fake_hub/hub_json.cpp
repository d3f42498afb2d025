#include "tests/support/fake_hub/hub_json.h"

#include <QSet>

namespace reverie::fake_hub {
namespace {

using nlohmann::json;

constexpr const char* kDay = "2024-08-23T15:11:34.000Z";

json gateJson(Gate gate)
{
    if (gate == Gate::None)
        return false;
    return gate == Gate::Auto ? "auto" : "manual";
}

/// The length of a git LFS pointer to a file of this size.
int pointerSize(qsizetype size)
{
    return 123 + static_cast<int>(QByteArray::number(size).size()) + 1;
}

json siblingJson(const QString& path, const RepositoryFile& file, bool blobs)
{
    json sibling{{"rfilename", path.toStdString()}};
    if (!blobs)
        return sibling;
    sibling["size"] = file.bytes.size();
    sibling["blobId"] = file.gitId.toStdString();
    if (file.isLarge)
        sibling["lfs"] = {{"sha256", file.sha256.toStdString()}, {"size", file.bytes.size()},
            {"pointerSize", pointerSize(file.bytes.size())}};
    return sibling;
}

json entryJson(const QString& path, const RepositoryFile& file)
{
    json entry{
        {"type", "file"}, {"path", path.toStdString()}, {"size", file.bytes.size()}, {"oid", file.gitId.toStdString()}};
    if (file.isLarge) {
        entry["lfs"] = {{"oid", file.sha256.toStdString()}, {"size", file.bytes.size()},
            {"pointerSize", pointerSize(file.bytes.size())}};
        entry["xetHash"] = file.sha256.toStdString();
    }
    return entry;
}

json scanJson()
{
    return {{"status", "safe"}, {"jFrogScan", {{"status", "unscanned"}}}, {"protectAiScan", {{"status", "safe"}}},
        {"avScan", {{"status", "safe"}}}, {"pickleImportScan", {{"status", "safe"}, {"pickleImports", json::array()}}}};
}

}  // namespace

json modelJson(const Repository& repository, const Commit& commit, bool blobs)
{
    json model = foundJson(repository);
    model["sha"] = commit.id.toStdString();
    model["disabled"] = repository.isDisabled;
    model["author"] = repository.id.section(QLatin1Char('/'), 0, 0).toStdString();
    model["cardData"] = {{"license", repository.license.toStdString()}};
    model["siblings"] = json::array();
    qsizetype total = 0;
    for (auto each = commit.files.begin(); each != commit.files.end(); ++each) {
        model["siblings"].push_back(siblingJson(each.key(), each.value(), blobs));
        total += each->bytes.size();
    }
    model["spaces"] = json::array();
    model["usedStorage"] = total;
    return model;
}

json foundJson(const Repository& repository)
{
    json tags = json::array();
    for (const QString& tag : repository.tags)
        tags.push_back(tag.toStdString());
    return {{"_id", "621ffdc136468d709f17ab62"}, {"id", repository.id.toStdString()},
        {"modelId", repository.id.toStdString()}, {"private", repository.isPrivate},
        {"gated", gateJson(repository.gate)}, {"downloads", repository.downloads}, {"likes", repository.likes},
        {"tags", tags}, {"library_name", "diffusers"}, {"pipeline_tag", "text-to-image"}, {"createdAt", kDay},
        {"lastModified", kDay}};
}

std::vector<json> treeJson(const Commit& commit, const QString& folder, bool recursive, bool expand)
{
    std::vector<json> entries;
    QSet<QString> folders;
    const QString prefix = folder.isEmpty() ? QString() : folder + QLatin1Char('/');
    for (auto each = commit.files.begin(); each != commit.files.end(); ++each) {
        if (!each.key().startsWith(prefix))
            continue;
        const QStringList parts = each.key().sliced(prefix.size()).split(QLatin1Char('/'));
        for (qsizetype depth = 1; depth < parts.size() && (recursive || depth == 1); ++depth) {
            const QString path = prefix + parts.first(depth).join(QLatin1Char('/'));
            if (!std::exchange(folders, folders + QSet<QString>{path}).contains(path))
                entries.push_back(
                    {{"type", "directory"}, {"path", path.toStdString()}, {"size", 0}, {"oid", std::string(40, 'd')}});
        }
        if (recursive || parts.size() == 1)
            entries.push_back(entryJson(each.key(), each.value()));
    }
    for (json& entry : entries)
        if (expand) {
            entry["lastCommit"] = {{"id", commit.id.toStdString()}, {"title", "Add weights"}, {"date", kDay}};
            if (entry["type"] == "file")
                entry["securityFileStatus"] = scanJson();
        }
    return entries;
}

json whoamiJson(const Token& token)
{
    const bool isFine = token.kind == Token::Kind::FineGrained || token.kind == Token::Kind::FineGrainedWithGated;
    const bool isWrite = token.kind == Token::Kind::Write;
    json access{{"displayName", token.user.toStdString() + "-token"},
        {"role",
            isFine        ? "fineGrained"
                : isWrite ? "write"
                          : "read"},
        {"createdAt", kDay}};
    if (isFine)
        access["fineGrained"] = {{"canReadGatedRepos", token.kind == Token::Kind::FineGrainedWithGated},
            {"global", json::array()}, {"scoped", json::array()}};
    return {{"type", "user"}, {"id", "5e67bdd61009063689407479"}, {"name", token.user.toStdString()},
        {"fullname", token.user.toStdString()}, {"isPro", false}, {"orgs", json::array()},
        {"auth", {{"type", "access_token"}, {"accessToken", access}}}};
}

}  // namespace reverie::fake_hub
