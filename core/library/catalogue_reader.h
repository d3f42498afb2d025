#pragma once

#include "core/library/catalogue.h"

#include <nlohmann/json.hpp>

namespace reverie::library {

/// Reads and judges resources/catalogue.json: every key has to be there, of the right kind, and every id that is named
/// has to exist. Notes the first fault only.
class CatalogueReader final {
public:
    explicit CatalogueReader(QString file) : m_file(std::move(file)) { }

    /// Errors: Corrupt, naming the row and the key.
    [[nodiscard]] Result<Catalogue> read(const nlohmann::json& root);

private:
    using Json = nlohmann::json;

    [[nodiscard]] const Json& valueOf(const Json& row, const char* key);
    [[nodiscard]] QString textOf(const Json& row, const char* key);
    [[nodiscard]] std::uint64_t countOf(const Json& row, const char* key);
    [[nodiscard]] double numberOf(const Json& row, const char* key);
    [[nodiscard]] QStringList textsOf(const Json& row, const char* key);
    [[nodiscard]] std::vector<Json> rowsOf(const Json& root, const char* key);
    [[nodiscard]] QString oneOf(const Json& row, const char* key, const QStringList& allowed);
    void fault(const char* key);

    void readLicences(const Json& root);
    [[nodiscard]] CatalogueModel modelOf(const Json& row);
    void readWhatItRunsWith(const Json& row, CatalogueModel& model);
    [[nodiscard]] QMap<QString, std::uint64_t> bytesOf(const Json& row);
    void readRemoved(const Json& root, Catalogue& catalogue);
    void readAdvice(const Json& root, Catalogue& catalogue);

    const QString m_file;
    QString m_row;    // that is being read
    QString m_fault;  // empty = none
    QMap<QString, CatalogueLicence> m_licences;
};

}  // namespace reverie::library
