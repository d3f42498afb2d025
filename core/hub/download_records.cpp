#include "core/hub/download_records.h"

#include "core/hub/names.h"
#include "core/io/atomic_file.h"
#include "core/io/read_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace reverie::hub {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMostBytes = 64u << 20;
constexpr int kVersion = 1;

struct StateRow {
    DownloadState state;
    const char* name;
};
constexpr std::array kStates = {
    StateRow{DownloadState::Waiting, "waiting"},
    StateRow{DownloadState::Running, "running"},
    StateRow{DownloadState::Paused, "paused"},
    StateRow{DownloadState::Failed, "failed"},
    StateRow{DownloadState::Done, "done"},
};

QString text(const Json& json, const char* key)
{
    const auto at = json.find(key);
    return at != json.end() && at->is_string() ? QString::fromStdString(at->get<std::string>()) : QString();
}

Json fileJson(const RepoFile& file)
{
    return {{"path", file.path.toStdString()}, {"size", file.size}, {"etag", file.etag.toStdString()},
        {"large", file.isLarge}};
}

std::optional<RepoFile> fileFrom(const Json& json)
{
    if (!json.is_object() || !json.contains("size") || !json["size"].is_number_unsigned())
        return std::nullopt;
    RepoFile file{text(json, "path"), json["size"].get<std::uint64_t>(), text(json, "etag"),
        json.value("large", Json(false)) == Json(true)};
    return checkRepoPath(file.path) && isEtag(file.etag) ? std::optional(file) : std::nullopt;
}

Json rowJson(const Download& row)
{
    const auto* state = std::ranges::find(kStates, row.state, &StateRow::state);
    Json json = {{"id", row.job.id.toStdString()}, {"revision", row.job.revision.toStdString()},
        {"commit", row.job.commit.toStdString()}, {"words", row.words.toStdString()}, {"state", state->name},
        {"files", Json::array()}};
    for (const RepoFile& file : row.job.files)
        json["files"].push_back(fileJson(file));
    if (row.error)
        json["error"] = {{"code", errorCodeName(row.error->code).toStdString()},
            {"detail", row.error->detail.toStdString()}, {"remedy", row.error->remedy.toStdString()}};
    return json;
}

std::optional<Download> rowFrom(const Json& json)
{
    if (!json.is_object() || !json.contains("files") || !json["files"].is_array())
        return std::nullopt;
    Download row;
    row.job = {text(json, "id"), text(json, "revision"), text(json, "commit"), {}};
    row.words = text(json, "words");
    for (const Json& each : json["files"]) {
        const auto file = fileFrom(each);
        if (!file)
            return std::nullopt;
        row.job.files.push_back(*file);
    }
    const QString name = text(json, "state");
    const auto* state =
        std::ranges::find_if(kStates, [&](const StateRow& each) { return name == QLatin1String(each.name); });
    if (state == kStates.end() || !checkRepoId(row.job.id) || !isCommit(row.job.commit) ||
        !checkRevision(row.job.revision))
        return std::nullopt;
    row.state = state->state;
    if (const auto error = json.find("error"); error != json.end() && error->is_object())
        row.error = Error{errorCodeFromName(text(*error, "code")), text(*error, "detail"), text(*error, "remedy"), {}};
    return row;
}

}  // namespace

KeptDownloads readDownloads(const QString& path)
{
    const auto file = io::ReadFile::open(path);
    const auto content = file ? file->readAll(kMostBytes) : Result<QByteArray>(tl::unexpected<Error>(file.error()));
    if (!content)
        return {{}, content.error().code == ErrorCode::NotFound ? QString() : sentence(content.error())};
    const Json json = Json::parse(content->begin(), content->end(), nullptr, false);
    if (!json.is_object() || !json.contains("downloads") || !json["downloads"].is_array()) {
        const QString aside = path + QStringLiteral(".broken");
        QFile::remove(aside);
        QFile::rename(path, aside);
        return {{}, QStringLiteral("The list of downloads was damaged and was kept as %1.").arg(aside)};
    }
    KeptDownloads kept;
    for (const Json& each : json["downloads"])
        if (auto row = rowFrom(each))
            kept.rows.push_back(std::move(*row));
    return kept;
}

Result<void> writeDownloads(const QString& file, const std::vector<Download>& rows)
{
    QDir().mkpath(QFileInfo(file).absolutePath());
    Json json = {{"version", kVersion}, {"downloads", Json::array()}};
    for (const Download& row : rows)
        json["downloads"].push_back(rowJson(row));
    const std::string text = json.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
    return io::writeWhole(file, std::as_bytes(std::span(text)));
}

}  // namespace reverie::hub
