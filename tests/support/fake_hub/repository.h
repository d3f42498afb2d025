#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

#include <vector>

namespace reverie::fake_hub {

enum class Gate { None, Auto, Manual };
enum class Access { NotAsked, Pending, Refused, Granted };

/// A file at one commit. `bytes` may be a mapping of a file on the disk.
struct RepositoryFile {
    QByteArray bytes;
    bool isLarge = false;  ///< kept outside git: SHA-256, and handed out by the CDN
    QByteArray gitId;      ///< SHA-1 of the blob; of the pointer where it is large
    QByteArray sha256;     ///< empty unless large

    [[nodiscard]] QByteArray etag() const { return isLarge ? sha256 : gitId; }
};

struct Commit {
    QString id;
    QMap<QString, RepositoryFile> files;
};

/// A model repository as data. Made, filled, then given to a FakeHub.
struct Repository {
    QString id;
    Gate gate = Gate::None;
    QMap<QString, Access> access;  ///< by the user's name
    QStringList readers;           ///< who sees it where it is private
    bool isPrivate = false;
    bool isDisabled = false;
    QString movedTo;  ///< its new id
    QString license = QStringLiteral("openrail");
    QStringList tags;
    qint64 downloads = 0;
    qint64 likes = 0;
    std::vector<Commit> history;  ///< the last one is "main"

    /// A further commit; what ends like a file of weights is large.
    void commit(const QMap<QString, QByteArray>& files);
    /// The commit of a branch or a hash; null when there is none.
    [[nodiscard]] const Commit* at(const QString& revision) const;

    [[nodiscard]] static Repository of(const QString& id, const QMap<QString, QByteArray>& files);
};

/// A signed-in user's token.
struct Token {
    enum class Kind { Read, Write, FineGrained, FineGrainedWithGated };
    QString user;
    Kind kind = Kind::Read;
    bool isExpired = false;
};

}  // namespace reverie::fake_hub
