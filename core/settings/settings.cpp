#include "core/settings/settings.h"

#include "core/base/when_done.h"
#include "core/settings/kept_json.h"

#include <QFileInfo>

namespace reverie::settings {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;
constexpr QLatin1Char kBetweenFolders(':');

json written(const Value& value)
{
    if (const QString* text = std::get_if<QString>(&value))
        return text->toStdString();
    return std::visit(
        [](const auto& plain) -> json {
            if constexpr (std::is_arithmetic_v<std::decay_t<decltype(plain)>>)
                return plain;
            else
                return {};
        },
        value);
}

/// Empty is the usual place, which is made when it is needed.
bool isThere(const QString& folder)
{
    return folder.isEmpty() || QFileInfo(folder).isDir();
}

/// The value when it is one of the setting's.
std::optional<Value> readValue(const Setting& setting, const json& from)
{
    Value value;
    if (std::holds_alternative<bool>(setting.standard) && from.is_boolean())
        value = from.get<bool>();
    else if (std::holds_alternative<int>(setting.standard) && from.is_number_integer() &&
        std::abs(from.get<double>()) < 1e9)
        value = from.get<int>();
    else if (std::holds_alternative<QString>(setting.standard) && from.is_string())
        value = QString::fromStdString(from.get<std::string>());
    else
        return std::nullopt;
    if (setting.kind == Kind::Folder && !isThere(std::get<QString>(value)))
        return std::nullopt;
    return fits(setting, value) ? std::optional(value) : std::nullopt;
}

}  // namespace

Settings::Settings(QString file, QObject* parent) : QObject(parent), m_file(std::move(file))
{
    m_json = json::object();
    if (!m_file.isEmpty())
        read();
}

Settings::~Settings() = default;

void Settings::read()
{
    KeptJson kept = readKeptJson(m_file);
    m_note = kept.note;
    if (kept.isUnreadable)
        m_file.clear();
    if (!kept.json.is_object())
        return;
    m_json = std::move(kept.json);
    const json version = m_json.value("version", json(kVersion));
    m_isNewer = version.is_number() && version.get<double>() > kVersion;
    if (m_isNewer)
        m_note = QStringLiteral("A newer Reverie wrote %1; it is used as far as it is understood and not changed.")
                     .arg(m_file);
    const json values = m_json.value("values", json::object());
    for (const Setting& setting : allSettings())
        if (values.is_object() && values.contains(setting.key))
            if (const auto value = readValue(setting, values[setting.key]))
                m_values[QString::fromLatin1(setting.key)] = *value;
}

void Settings::adopt()
{
    if (!std::exchange(m_isNewer, false))
        return;
    m_note.clear();
    save();
}

Value Settings::value(const QString& key) const
{
    const auto at = m_values.find(key);
    if (at != m_values.end())
        return at->second;
    const Setting* setting = findSetting(key);
    Q_ASSERT(setting != nullptr);
    return setting->standard;
}

bool Settings::isStandard(const QString& key) const
{
    return value(key) == findSetting(key)->standard;
}

Result<void> Settings::set(const QString& key, const Value& value)
{
    const Setting* setting = findSetting(key);
    if (setting == nullptr)
        return fail(ErrorCode::NotFound, QStringLiteral("there is no setting %1").arg(key));
    if (!fits(*setting, value))
        return fail(ErrorCode::InvalidArgument, QStringLiteral("%1 cannot be set to that").arg(title(*setting)));
    const auto now = m_values.find(key);
    if (now != m_values.end() && now->second == value)
        return {};
    m_values[key] = value;
    section("values")[key.toStdString()] = written(value);
    save();
    Q_EMIT changed(key);
    return {};
}

QStringList Settings::folders(const char* key) const
{
    return get<QString>(key).split(kBetweenFolders, Qt::SkipEmptyParts);
}

Result<void> Settings::addFolder(const char* key, const QString& folder)
{
    QStringList all = folders(key);
    all << folder;
    all.removeDuplicates();
    return set(QString::fromLatin1(key), all.join(kBetweenFolders));
}

void Settings::reset(const QString& key)
{
    // A value that has no effect, such as a folder that is not there now, goes too.
    const bool wasKept = section("values").erase(key.toStdString()) > 0;
    if (m_values.erase(key) == 0 && !wasKept)
        return;
    save();
    Q_EMIT changed(key);
}

void Settings::resetAll()
{
    for (const Setting& setting : allSettings())
        reset(QString::fromLatin1(setting.key));
}

std::optional<QString> Settings::shortcut(const QString& command) const
{
    const json shortcuts = m_json.value("shortcuts", json::object());
    const auto at = shortcuts.find(command.toStdString());
    return at != shortcuts.end() && at->is_string() ? std::optional(QString::fromStdString(at->get<std::string>()))
                                                    : std::nullopt;
}

void Settings::setShortcut(const QString& command, const std::optional<QString>& keys)
{
    if (shortcut(command) == keys)
        return;
    if (keys)
        section("shortcuts")[command.toStdString()] = keys->toStdString();
    else
        section("shortcuts").erase(command.toStdString());
    save();
}

nlohmann::json& Settings::section(const char* name)
{
    json& part = m_json[name];
    if (!part.is_object())
        part = json::object();
    return part;
}

void Settings::save()
{
    if (m_file.isEmpty() || m_isNewer)
        return;
    m_json["version"] = kVersion;
    auto writing = m_thread.run([file = m_file, json = m_json] { return writeKeptJson(file, json, true); });
    whenDone(writing, this, [this](const Result<void>& saved) { onSaved(saved); });
}

void Settings::onSaved(const Result<void>& saved)
{
    const QString complaint = saved ? QString() : sentence(saved.error());
    if (complaint != std::exchange(m_lastComplaint, complaint) && !complaint.isEmpty())
        Q_EMIT notSaved(complaint);
}

void Settings::flush()
{
    m_thread.finish();
}

}  // namespace reverie::settings

#include "moc_settings.cpp"
