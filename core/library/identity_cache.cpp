#include "core/library/identity_cache.h"

#include "core/settings/kept_json.h"
#include "core/weights/config_file.h"

#include <QDebug>
#include <QFileInfo>

namespace reverie::library {
namespace {

using Json = nlohmann::json;

/// Raised whenever a file would be judged otherwise than before.
constexpr int kRules = 1;
constexpr std::size_t kMostRows = 50'000;

Json written(const ModelIdentity& identity)
{
    Json dtypes = Json::array();
    for (const weights::DType dtype : identity.dtypes)
        dtypes.push_back(weights::dtypeName(dtype).toStdString());
    return {{"kind", kindWord(identity.kind).toStdString()}, {"family", identity.family.toStdString()},
        {"familyBecause", identity.familyBecause.toStdString()}, {"what", identity.what.toStdString()},
        {"prediction", identity.predictionType.toStdString()},
        {"predictionBecause", identity.predictionBecause.toStdString()}, {"dtypes", std::move(dtypes)},
        {"ema", identity.hasEmaCopies}, {"vae", identity.bringsVae}, {"bytes", identity.bytes},
        {"parameters", identity.parameters}, {"width", identity.nativeWidth}, {"height", identity.nativeHeight},
        {"whyNot", identity.whyNot.toStdString()}};
}

std::uint64_t countOf(const Json& row, const char* key)
{
    const auto at = row.find(key);
    return at != row.end() && at->is_number_unsigned() ? at->get<std::uint64_t>() : 0;
}

bool flagOf(const Json& row, const char* key)
{
    const auto at = row.find(key);
    return at != row.end() && at->is_boolean() && at->get<bool>();
}

std::vector<weights::DType> dtypesOf(const Json& row)
{
    std::vector<weights::DType> dtypes;
    if (const auto at = row.find("dtypes"); at != row.end() && at->is_array())
        for (const Json& each : *at)
            if (each.is_string())
                if (const auto dtype = weights::dtypeFromName(each.get_ref<const std::string&>()))
                    dtypes.push_back(*dtype);
    return dtypes;
}

ModelIdentity identityOf(const Json& row)
{
    using weights::textOf;
    ModelIdentity identity;
    identity.kind = kindOfWord(textOf(row, "kind"));
    identity.family = textOf(row, "family");
    identity.familyBecause = textOf(row, "familyBecause");
    identity.what = textOf(row, "what");
    identity.predictionType = textOf(row, "prediction");
    identity.predictionBecause = textOf(row, "predictionBecause");
    identity.dtypes = dtypesOf(row);
    identity.hasEmaCopies = flagOf(row, "ema");
    identity.bringsVae = flagOf(row, "vae");
    identity.bytes = countOf(row, "bytes");
    identity.parameters = countOf(row, "parameters");
    identity.nativeWidth = weights::integerOr(row, "width", 0);
    identity.nativeHeight = weights::integerOr(row, "height", 0);
    identity.whyNot = textOf(row, "whyNot");
    return identity;
}

}  // namespace

IdentityCache::IdentityCache(QString file) : m_file(std::move(file)) { }

ModelIdentity IdentityCache::of(const QString& path, const QString& stamp)
{
    if (!m_isRead)
        read();
    const auto at = m_rows.find(path);
    if (at != m_rows.end() && at->second.stamp == stamp)
        return at->second.identity;
    ++m_lookedAt;
    ModelIdentity identity = identify(path);
    if (identity.kind != ModelKind::Unknown && m_rows.size() < kMostRows) {
        m_rows.insert_or_assign(path, Row{stamp, identity});
        m_isChanged = true;
    }
    return identity;
}

void IdentityCache::read()
{
    m_isRead = true;
    if (m_file.isEmpty())
        return;
    const Json kept = settings::readKeptJson(m_file).json;
    if (!kept.is_object() || weights::integerOr(kept, "rules", 0) != kRules)
        return;
    const auto models = kept.find("models");
    if (models == kept.end() || !models->is_object())
        return;
    for (const auto& [path, row] : models->items())
        if (row.is_object())
            m_rows[QString::fromStdString(path)] = {weights::textOf(row, "stamp"), identityOf(row)};
}

void IdentityCache::keep()
{
    if (m_file.isEmpty() || !m_isChanged)
        return;
    std::erase_if(m_rows, [](const auto& row) { return !QFileInfo::exists(row.first); });
    Json models = Json::object();
    for (const auto& [path, row] : m_rows) {
        Json written = library::written(row.identity);
        written["stamp"] = row.stamp.toStdString();
        models[path.toStdString()] = std::move(written);
    }
    const auto kept = settings::writeKeptJson(m_file, {{"rules", kRules}, {"models", std::move(models)}});
    if (!kept)
        qWarning().noquote() << "What the models are is not kept:" << sentence(kept.error());
    m_isChanged = false;
}

}  // namespace reverie::library
