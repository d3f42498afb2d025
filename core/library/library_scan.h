#pragma once

#include "core/base/cancellation.h"
#include "core/library/identity_cache.h"
#include "core/library/library_entry.h"

namespace reverie::library {

/// Where to look for models. Empty texts and lists are passed over.
struct LibraryPlaces {
    QString starter;      ///< the starter model's folder
    QString models;       ///< of Reverie's data
    QString hubCache;     ///< the folder that holds models--OWNER--NAME
    QString home;         ///< where other programs are looked for
    QStringList folders;  ///< that a person added: of models, or of another program
    QStringList files;    ///< single models that a person added
};

/// The models of one root.
struct RootListing {
    struct Seen {
        LibraryEntry entry;
        QString key;  ///< the same for two paths that lead to the same file
    };
    LibraryRoot root;
    std::vector<Seen> models;
    QStringList folders;     ///< that were looked into
    QStringList unfinished;  ///< some of the files that cannot be read as they are: they may still be growing
    QStringList notes;       ///< sentences
};

/// Looks for models. Blocks, so it lives in a thread of its own; one thread at a time.
class LibraryScan final {
public:
    /// \param cacheFile of IdentityCache
    LibraryScan(LibraryPlaces places, const QString& cacheFile);

    /// The places that are there now, in the order in which a model that lies in several belongs to one.
    [[nodiscard]] std::vector<LibraryRoot> roots();
    /// Sentences about places that cannot be read, of the last `roots`.
    [[nodiscard]] const QStringList& notes() const { return m_notes; }
    [[nodiscard]] RootListing look(const LibraryRoot& root, const Cancellation& cancellation);
    /// How many files had to be opened so far.
    [[nodiscard]] int lookedAt() const { return m_identities.lookedAt(); }
    /// Writes what was learnt for the next start.
    void keep() { m_identities.keep(); }

private:
    void lookAt(const QString& path, RootListing& listing);
    void lookAtHub(RootListing& listing, const Cancellation& cancellation);

    const LibraryPlaces m_places;
    IdentityCache m_identities;
    QStringList m_notes;
};

/// One list without doubles: a file that is found through several roots belongs to the first of them. Sorted by name.
[[nodiscard]] std::vector<LibraryEntry> merged(const std::vector<RootListing>& listings);

}  // namespace reverie::library
