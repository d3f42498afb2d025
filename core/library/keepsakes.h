#pragma once

#include "core/base/serial_thread.h"

#include <nlohmann/json.hpp>

#include <QString>
#include <QStringList>

#include <map>
#include <optional>

namespace reverie::library {

/// What a person keeps about a model.
struct Keepsake {
    QString notes;
    bool isFavourite = false;
    qint64 lastUsedMs = 0;  ///< since the epoch; 0 = never
    QString prompt;         ///< a piece that new prompts begin with
    QString negativePrompt;
    std::optional<int> steps;             ///< 1..1000
    std::optional<double> guidanceScale;  ///< 0..100
    QString sampler;                      ///< empty = the model's own
    QString schedule;                     ///< empty = the model's own
    QString thumbnail;                    ///< path of a picture; empty = one made by the model

    bool operator==(const Keepsake&) const = default;
};

/// What a person keeps about models, by the library's ids, in one JSON file with its last good copy. A model that was
/// moved finds its keepsake again by its hash. Keys that this version does not know are kept. Lives in the window's
/// thread; only the constructor reads, writing is done in a thread of its own.
class Keepsakes final {
public:
    /// \param file empty = in memory only
    explicit Keepsakes(QString file);
    /// Waits until all is written.
    ~Keepsakes();

    [[nodiscard]] Keepsake of(const QString& id) const;
    void set(const QString& id, const Keepsake& keepsake);
    void noteUse(const QString& id, qint64 nowMs);
    /// The SHA-256 of a model became known. A model of which nothing is kept takes over what is kept of that hash.
    void noteHash(const QString& id, const QString& sha256);

    /// Ids of models that were used, the last one first.
    [[nodiscard]] QStringList recent(int most) const;
    [[nodiscard]] QStringList favourites() const;
    /// A sentence when the file was broken, cannot be read, or is of a newer Reverie and so left as it is; else empty.
    [[nodiscard]] const QString& note() const { return m_note; }

private:
    void read();
    void save();

    QString m_file;  ///< empty = in memory only
    QString m_note;
    std::map<QString, nlohmann::json> m_rows;  // by id, as they stand in the file
    nlohmann::json m_rest;                     // of the file
    bool m_keepsGood = true;                   // the first write of a start keeps what was there
    SerialThread m_thread;
};

}  // namespace reverie::library
