#pragma once

#include "core/base/result.h"
#include "core/hub/gone_repository.h"

#include <QMap>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace reverie::library {

struct CatalogueLicence {
    QString name;   ///< "CreativeML OpenRAIL-M"
    QString words;  ///< what it means in short, a sentence
    QString url;    ///< where it stands in full
};

/// What a model is best run with.
struct CatalogueDefaults {
    int steps = 0;  ///< 0 = the model makes no pictures by itself
    double guidanceScale = 0;
    QString sampler;   ///< A1111's name
    QString schedule;  ///< A1111's name
};

/// A model that Reverie knows without having it. Whatever `uncertain` names was not to be verified when the catalogue
/// was written: it is shown with `hedged`, never as a fact.
struct CatalogueModel {
    QString id;                ///< "sd-1-5"
    QString name;              ///< for people
    QString kind;              ///< "model" or "vae"
    QString family;            ///< "sd1", "sd2", "sdxl", or one that Reverie cannot run
    QString what;              ///< a sentence
    QStringList repositories;  ///< Hub ids, the one to try first at the front
    CatalogueLicence licence;
    QString gate;                        ///< "none", or "terms": they have to be accepted on the model's page
    QString predictionType;              ///< "epsilon", "v_prediction", "flow"; empty for a VAE
    int side = 0;                        ///< pixels that it was made for; 0 for a VAE
    QMap<QString, std::uint64_t> bytes;  ///< what inference needs, by precision: "fp16", "fp32"
    CatalogueDefaults defaults;
    QString suits;          ///< the hardware, a sentence
    QString whyNot;         ///< a sentence when Reverie cannot run it; else empty
    QStringList uncertain;  ///< "availability", "gate", "licence", "bytes"

    [[nodiscard]] bool isUsable() const { return whyNot.isEmpty(); }
    [[nodiscard]] bool isCertain(const QString& fact) const { return !uncertain.contains(fact); }
    /// `text`, marked as unsure where that fact is.
    [[nodiscard]] QString hedged(const QString& fact, const QString& text) const;
};

/// A model for a machine, and why, in one sentence.
struct Recommendation {
    const CatalogueModel* model = nullptr;  ///< nullptr = the starter model
    QString sentence;
};

/// What Reverie knows about published models, read from resources/catalogue.json. A plain value.
class Catalogue final {
public:
    /// Errors: those of a file that cannot be read; Corrupt, naming the model and the key that is wrong.
    [[nodiscard]] static Result<Catalogue> read(const QString& file);

    [[nodiscard]] const std::vector<CatalogueModel>& models() const { return m_models; }
    [[nodiscard]] const std::vector<hub::GoneRepository>& gone() const { return m_gone; }
    /// By its own id, by one of its repositories, or by one that was removed and that it succeeds; else nullptr.
    [[nodiscard]] const CatalogueModel* find(const QString& id) const;
    /// nullptr when that repository is not known to be gone.
    [[nodiscard]] const hub::GoneRepository* findGone(const QString& repository) const;

    /// \param memoryBytes of the machine
    /// \param gpuMemoryBytes of the card that Reverie would use; 0 = none
    [[nodiscard]] Recommendation recommendation(std::uint64_t memoryBytes, std::uint64_t gpuMemoryBytes) const;

private:
    friend class CatalogueReader;
    struct Advice {
        QString model;
        std::uint64_t memoryBytes = 0;
        std::uint64_t gpuMemoryBytes = 0;
        QString because;
    };

    std::vector<CatalogueModel> m_models;
    std::vector<hub::GoneRepository> m_gone;
    std::vector<Advice> m_advice;  // the first that fits counts
};

}  // namespace reverie::library
