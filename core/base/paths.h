#pragma once

#include <QString>

namespace reverie {

/// Where things lie: XDG base directories, or one folder that holds everything (portable mode).
/// A plain value, made once in `app` and handed on; touches no file, creates no folder.
class Paths final {
public:
    /// Portable in `portableFolder` when that is not empty, else in REVERIE_DATA_DIR when that is set, else XDG.
    [[nodiscard]] static Paths forProcess(const QString& portableFolder = {});

    [[nodiscard]] QString data() const { return m_data; }          ///< models and whatever must survive
    [[nodiscard]] QString cache() const { return m_cache; }        ///< may be deleted at any time
    [[nodiscard]] QString pictures() const { return m_pictures; }  ///< finished pictures, one folder a day

    /// The diffusers folder of the model that ships with Reverie, whether or not it is there.
    [[nodiscard]] static QString starterModel();
    /// What Reverie knows of published models (library::Catalogue).
    [[nodiscard]] static QString catalogue();
    /// The worker program: beside this one, or named by REVERIE_ENGINE_BINARY.
    [[nodiscard]] static QString engineBinary();
    /// CLIP's merges file that packaging/setup fetched, for models that bring no vocabulary.
    [[nodiscard]] static QString clipMerges();

private:
    QString m_data;
    QString m_cache;
    QString m_pictures;
};

}  // namespace reverie
