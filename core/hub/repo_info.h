#pragma once

#include <QStringList>

#include <cstdint>
#include <vector>

namespace reverie::hub {

/// One file of a repository at one commit.
struct RepoFile {
    QString path;            ///< passed checkRepoPath()
    std::uint64_t size = 0;  ///< bytes of the content
    QString etag;            ///< its SHA-256 where it is large (LFS), else the SHA-1 of its git blob; isEtag()
    bool isLarge = false;

    bool operator==(const RepoFile&) const = default;
};

/// An entry of a listing that is left alone, and why.
struct RefusedFile {
    QString path;  ///< as it stands there: never a file name, only shown
    QString reason;
};

enum class Gated { No, Automatic, Manual };

/// What the Hub says about a model at one commit.
struct RepoInfo {
    QString id;      ///< as the Hub writes it now; another one than was asked for where it was renamed
    QString commit;  ///< isCommit()
    Gated gated = Gated::No;
    bool isPrivate = false;
    bool isDisabled = false;
    QString licence;      ///< "creativeml-openrail-m"; empty where its card names none
    QString licenceLink;  ///< where the card gives one
    QString library;      ///< "diffusers"
    QString task;         ///< "text-to-image"
    QStringList tags;
    std::uint64_t downloads = 0;
    std::uint64_t likes = 0;
    QString changed;              ///< ISO 8601
    std::vector<RepoFile> files;  ///< sorted by path
    std::vector<RefusedFile> refused;

    [[nodiscard]] const RepoFile* file(const QString& path) const;
    [[nodiscard]] std::uint64_t bytes() const;  ///< of all files at this commit
};

/// A model in an answer to a search.
struct RepoCard {
    QString id;
    Gated gated = Gated::No;
    QString licence;
    QString task;
    QStringList tags;
    std::uint64_t downloads = 0;
    std::uint64_t likes = 0;
    QString changed;
};

/// Whose token it is.
struct WhoAmI {
    QString name;       ///< of the user
    QString tokenName;  ///< as the user called the token
    QString role;       ///< "read", "write", "fineGrained"
    /// Only a fine-grained token can lack the right to read gated models; it has a box for it.
    bool readsGated = true;
};

/// What the Hub says about one file before it is fetched.
struct FileHead {
    QString commit;
    QString etag;  ///< isEtag()
    std::uint64_t size = 0;
};

}  // namespace reverie::hub
