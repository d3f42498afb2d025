#include "core/library/catalogue_reader.h"

#include "core/request/sampler_names.h"
#include "core/weights/config_file.h"

namespace reverie::library {
namespace {

constexpr int kVersion = 1;

const QStringList kKinds{QStringLiteral("model"), QStringLiteral("vae")};
const QStringList kGates{QStringLiteral("none"), QStringLiteral("terms")};
const QStringList kPredictions{QStringLiteral("epsilon"), QStringLiteral("v_prediction"), QStringLiteral("flow")};
const QStringList kPrecisions{QStringLiteral("fp16"), QStringLiteral("fp32")};
const QStringList kFacts{
    QStringLiteral("availability"), QStringLiteral("gate"), QStringLiteral("licence"), QStringLiteral("bytes")};

}  // namespace

Result<Catalogue> Catalogue::read(const QString& file)
{
    const auto root = weights::readConfig(file);
    if (!root)
        return tl::unexpected<Error>(root.error());
    return CatalogueReader(file).read(*root);
}

Result<Catalogue> CatalogueReader::read(const Json& root)
{
    Catalogue catalogue;
    m_row = QStringLiteral("the catalogue");
    if (countOf(root, "version") != kVersion)
        fault("version");
    readLicences(root);
    for (const Json& row : rowsOf(root, "models"))
        catalogue.m_models.push_back(modelOf(row));
    readRemoved(root, catalogue);
    readAdvice(root, catalogue);
    if (!m_fault.isEmpty())
        return fail(ErrorCode::Corrupt, QStringLiteral("%1 is damaged: %2").arg(m_file, m_fault),
            QStringLiteral("install Reverie again"));
    return catalogue;
}

void CatalogueReader::readLicences(const Json& root)
{
    const Json& licences = valueOf(root, "licences");
    if (!licences.is_object())
        return fault("licences");
    for (const auto& [id, row] : licences.items()) {
        m_row = QString::fromStdString(id);
        m_licences[m_row] = {textOf(row, "name"), textOf(row, "words"), textOf(row, "url")};
    }
}

CatalogueModel CatalogueReader::modelOf(const Json& row)
{
    CatalogueModel model;
    m_row = QStringLiteral("a model");
    m_row = model.id = textOf(row, "id");
    model.name = textOf(row, "name");
    model.kind = oneOf(row, "kind", kKinds);
    model.family = textOf(row, "family");
    model.what = textOf(row, "what");
    model.repositories = textsOf(row, "repositories");
    if (model.repositories.isEmpty())
        fault("repositories");
    model.licence = m_licences.value(oneOf(row, "licence", m_licences.keys()));
    model.gate = oneOf(row, "gate", kGates);
    model.bytes = bytesOf(row);
    model.suits = textOf(row, "suits");
    model.whyNot = row.contains("whyNot") ? textOf(row, "whyNot") : QString();
    model.uncertain = textsOf(row, "uncertain");
    for (const QString& fact : model.uncertain)
        if (!kFacts.contains(fact))
            fault("uncertain");
    if (model.kind == kKinds.front())
        readWhatItRunsWith(row, model);
    return model;
}

void CatalogueReader::readWhatItRunsWith(const Json& row, CatalogueModel& model)
{
    model.predictionType = oneOf(row, "prediction", kPredictions);
    model.side = static_cast<int>(countOf(row, "side"));
    if (!model.isUsable())
        return;
    const Json& defaults = valueOf(row, "defaults");
    model.defaults = {static_cast<int>(countOf(defaults, "steps")), numberOf(defaults, "cfg"),
        oneOf(defaults, "sampler", request::samplerNames()), oneOf(defaults, "schedule", request::scheduleNames())};
}

QMap<QString, std::uint64_t> CatalogueReader::bytesOf(const Json& row)
{
    QMap<QString, std::uint64_t> bytes;
    for (const QString& precision : kPrecisions)
        if (const std::string key = precision.toStdString(); valueOf(row, "bytes").contains(key))
            bytes[precision] = countOf(row["bytes"], key.c_str());
    return bytes;
}

void CatalogueReader::readRemoved(const Json& root, Catalogue& catalogue)
{
    for (const Json& row : rowsOf(root, "removed")) {
        m_row = QStringLiteral("a removed repository");
        m_row = textOf(row, "id");
        const bool hasSuccessor = valueOf(row, "successor") != Json("");
        const QString successor = hasSuccessor ? textOf(row, "successor") : QString();
        if (hasSuccessor && catalogue.find(successor) == nullptr)
            fault("successor");
        catalogue.m_gone.push_back({m_row, successor, textOf(row, "why")});
    }
}

void CatalogueReader::readAdvice(const Json& root, Catalogue& catalogue)
{
    for (const Json& row : rowsOf(root, "recommendations")) {
        m_row = QStringLiteral("a recommendation");
        const QString model = textOf(row, "model");
        if (catalogue.find(model) == nullptr)
            fault("model");
        catalogue.m_advice.push_back(
            {model, countOf(row, "memory"), countOf(row, "gpuMemory"), textOf(row, "because")});
    }
}

void CatalogueReader::fault(const char* key)
{
    if (m_fault.isEmpty())
        m_fault = QStringLiteral("\"%1\" of %2 is missing or wrong").arg(QLatin1String(key), m_row);
}

const nlohmann::json& CatalogueReader::valueOf(const Json& row, const char* key)
{
    static const Json kNothing;
    const auto at = row.find(key);
    if (at != row.end())
        return *at;
    fault(key);
    return kNothing;
}

QString CatalogueReader::textOf(const Json& row, const char* key)
{
    const QString text = weights::textOf(row, key);
    if (text.isEmpty())
        fault(key);
    return text;
}

std::uint64_t CatalogueReader::countOf(const Json& row, const char* key)
{
    const Json& value = valueOf(row, key);
    if (value.is_number_unsigned())
        return value.get<std::uint64_t>();
    fault(key);
    return 0;
}

double CatalogueReader::numberOf(const Json& row, const char* key)
{
    const Json& value = valueOf(row, key);
    if (value.is_number())
        return value.get<double>();
    fault(key);
    return 0;
}

QStringList CatalogueReader::textsOf(const Json& row, const char* key)
{
    QStringList texts;
    for (const Json& each : rowsOf(row, key)) {
        if (!each.is_string())
            fault(key);
        texts << (each.is_string() ? QString::fromStdString(each.get<std::string>()) : QString());
    }
    return texts;
}

std::vector<nlohmann::json> CatalogueReader::rowsOf(const Json& root, const char* key)
{
    const Json& rows = valueOf(root, key);
    if (rows.is_array())
        return rows;
    fault(key);
    return {};
}

QString CatalogueReader::oneOf(const Json& row, const char* key, const QStringList& allowed)
{
    const QString text = textOf(row, key);
    if (!allowed.contains(text))
        fault(key);
    return text;
}

}  // namespace reverie::library
