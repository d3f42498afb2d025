#include "core/library/keepsakes.h"

#include "core/settings/kept_json.h"
#include "core/weights/config_file.h"

#include <QDebug>

#include <algorithm>

namespace reverie::library {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;
constexpr int kMostSteps = 1'000;
constexpr double kMostGuidance = 100;

qint64 lastUse(const Json& row)
{
    const auto at = row.find("lastUsed");
    return at != row.end() && at->is_number_integer() ? std::max<qint64>(0, at->get<qint64>()) : 0;
}

bool isFavourite(const Json& row)
{
    return row.value("favourite", Json(false)) == Json(true);
}

/// Values of other kinds, or out of range, count as not set.
Keepsake keepsakeOf(const Json& row)
{
    using weights::textOf;
    Keepsake keepsake{textOf(row, "notes"), isFavourite(row), lastUse(row), textOf(row, "prompt"),
        textOf(row, "negative"), {}, {}, textOf(row, "sampler"), textOf(row, "schedule"), textOf(row, "thumbnail")};
    if (const int steps = weights::integerOr(row, "steps", 0); steps >= 1 && steps <= kMostSteps)
        keepsake.steps = steps;
    if (const auto at = row.find("cfg"); at != row.end() && at->is_number())
        if (const double cfg = at->get<double>(); cfg >= 0 && cfg <= kMostGuidance)
            keepsake.guidanceScale = cfg;
    return keepsake;
}

void put(Json& row, const char* key, const Json& value, bool isSet)
{
    if (isSet)
        row[key] = value;
    else
        row.erase(key);
}

void write(const Keepsake& keepsake, Json& row)
{
    const auto text = [&](const char* key, const QString& value) {
        put(row, key, value.toStdString(), !value.isEmpty());
    };
    text("notes", keepsake.notes);
    text("prompt", keepsake.prompt);
    text("negative", keepsake.negativePrompt);
    text("sampler", keepsake.sampler);
    text("schedule", keepsake.schedule);
    text("thumbnail", keepsake.thumbnail);
    put(row, "favourite", true, keepsake.isFavourite);
    put(row, "lastUsed", keepsake.lastUsedMs, keepsake.lastUsedMs > 0);
    put(row, "steps", keepsake.steps.value_or(0), keepsake.steps.has_value());
    put(row, "cfg", keepsake.guidanceScale.value_or(0), keepsake.guidanceScale.has_value());
}

}  // namespace

Keepsakes::Keepsakes(QString file) : m_file(std::move(file))
{
    if (!m_file.isEmpty())
        read();
}

Keepsakes::~Keepsakes() = default;

void Keepsakes::read()
{
    settings::KeptJson kept = settings::readKeptJson(m_file);
    m_note = kept.note;
    if (kept.isUnreadable)
        m_file.clear();
    if (!kept.json.is_object())
        return;
    if (weights::integerOr(kept.json, "version", kVersion) > kVersion) {
        m_note = QStringLiteral("A newer Reverie wrote %1, which is left as it is; changes are not kept.").arg(m_file);
        m_file.clear();
    }
    const auto models = kept.json.find("models");
    if (models != kept.json.end() && models->is_object())
        for (const auto& [id, row] : models->items())
            if (row.is_object())
                m_rows[QString::fromStdString(id)] = row;
    m_rest = std::move(kept.json);
}

Keepsake Keepsakes::of(const QString& id) const
{
    const auto at = m_rows.find(id);
    return at == m_rows.end() ? Keepsake() : keepsakeOf(at->second);
}

void Keepsakes::set(const QString& id, const Keepsake& keepsake)
{
    if (of(id) == keepsake)
        return;
    Json& row = m_rows.try_emplace(id, Json::object()).first->second;
    write(keepsake, row);
    save();
}

void Keepsakes::noteUse(const QString& id, qint64 nowMs)
{
    Keepsake keepsake = of(id);
    keepsake.lastUsedMs = nowMs;
    set(id, keepsake);
}

void Keepsakes::noteHash(const QString& id, const QString& sha256)
{
    const auto hasHash = [&](const auto& each) { return weights::textOf(each.second, "sha256") == sha256; };
    const auto own = m_rows.find(id);
    if (own != m_rows.end()) {
        if (hasHash(*own))
            return;
        own->second["sha256"] = sha256.toStdString();
        return save();
    }
    const auto other = std::ranges::find_if(m_rows, hasHash);
    if (other == m_rows.end())
        return;
    const Json row = other->second;  // the old one stays: a drive may come back
    m_rows[id] = row;
    save();
}

QStringList Keepsakes::recent(int most) const
{
    std::vector<std::pair<qint64, QString>> used;
    for (const auto& [id, row] : m_rows)
        if (const qint64 when = lastUse(row); when > 0)
            used.emplace_back(when, id);
    std::ranges::sort(used, std::ranges::greater());
    QStringList ids;
    for (const auto& each : used)
        if (ids.size() < most)
            ids << each.second;
    return ids;
}

QStringList Keepsakes::favourites() const
{
    QStringList ids;
    for (const auto& [id, row] : m_rows)
        if (isFavourite(row))
            ids << id;
    return ids;
}

void Keepsakes::save()
{
    if (m_file.isEmpty())
        return;
    Json models = Json::object();
    for (const auto& [id, row] : m_rows)
        models[id.toStdString()] = row;
    Json file = m_rest.is_object() ? m_rest : Json::object();
    file["version"] = kVersion;
    file["models"] = std::move(models);
    std::ignore = m_thread.run([path = m_file, file = std::move(file), keepsGood = std::exchange(m_keepsGood, false)] {
        if (const auto saved = settings::writeKeptJson(path, file, keepsGood); !saved)
            qWarning().noquote() << "Notes about models are not kept:" << sentence(saved.error());
    });
}

}  // namespace reverie::library
