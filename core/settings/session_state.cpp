#include "core/settings/session_state.h"

#include "core/request/request_json.h"
#include "core/settings/kept_json.h"

#include <QDebug>

namespace reverie::settings {
namespace {

using nlohmann::json;

QString textOf(const json& value)
{
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
}

json part(const json& table, const char* key)
{
    return table.value(key, json::object());
}

json written(const SessionState& state)
{
    json texts = json::object();
    json switches = json::object();
    json layouts = json::object();
    for (auto each = state.texts.begin(); each != state.texts.end(); ++each)
        texts[each.key().toStdString()] = each.value().toStdString();
    for (auto each = state.switches.begin(); each != state.switches.end(); ++each)
        switches[each.key().toStdString()] = each.value();
    for (auto each = state.layouts.begin(); each != state.layouts.end(); ++each)
        layouts[each.key().toStdString()] = each.value().toBase64().toStdString();
    json table{{"version", 1}, {"request", request::toJson(state.request)}, {"texts", texts}, {"switches", switches},
        {"layouts", layouts}, {"page", state.page.toStdString()}, {"selected", state.selectedPicture.toStdString()}};
    if (state.lastSeed)
        table["lastSeed"] = *state.lastSeed;
    return table;
}

/// Calls `take(key, value)` for each entry of a table under `name`.
template <typename Take>
void forEach(const json& table, const char* name, Take take)
{
    const json entries = part(table, name);
    if (entries.is_object())
        for (auto each = entries.begin(); each != entries.end(); ++each)
            take(QString::fromStdString(each.key()), each.value());
}

/// Each part that can be read, whatever became of the others.
SessionState readState(const json& table)
{
    SessionState state;
    if (auto request = request::requestFromJson(part(table, "request")))
        state.request = *std::move(request);
    forEach(table, "texts", [&](const QString& key, const json& value) { state.texts[key] = textOf(value); });
    forEach(table, "switches", [&](const QString& key, const json& value) {
        if (value.is_boolean())
            state.switches[key] = value.get<bool>();
    });
    forEach(table, "layouts", [&](const QString& key, const json& value) {
        state.layouts[key] = QByteArray::fromBase64(textOf(value).toLatin1());
    });
    state.page = textOf(part(table, "page"));
    state.selectedPicture = textOf(part(table, "selected"));
    if (const json seed = part(table, "lastSeed"); seed.is_number_unsigned())
        state.lastSeed = seed.get<std::uint64_t>();
    return state;
}

}  // namespace

SessionKeeper::SessionKeeper(QString file, QObject* parent) : QObject(parent), m_file(std::move(file))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &SessionKeeper::write);
    if (!m_file.isEmpty())
        read();
}

SessionKeeper::~SessionKeeper()
{
    flush();
}

void SessionKeeper::read()
{
    const KeptJson kept = readKeptJson(m_file);
    m_note = kept.note;
    if (kept.isUnreadable)
        m_file.clear();
    m_isRestored = kept.json.is_object();
    if (m_isRestored)
        m_state = readState(kept.json);
}

void SessionKeeper::setState(SessionState state)
{
    if (state == m_state)
        return;
    m_state = std::move(state);
    if (!m_patience.isActive())  // not started anew: a change every moment would never be written
        m_patience.start();
}

void SessionKeeper::write()
{
    if (m_file.isEmpty())
        return;
    std::ignore = m_thread.run([file = m_file, state = m_state] {
        if (auto saved = writeKeptJson(file, written(state)); !saved)
            qWarning().noquote() << "The session is not kept:" << sentence(saved.error());
    });
}

void SessionKeeper::writeSoon()
{
    if (!m_patience.isActive())
        return;
    m_patience.stop();
    write();
}

void SessionKeeper::flush()
{
    writeSoon();
    m_thread.finish();
}

}  // namespace reverie::settings

#include "moc_session_state.cpp"
