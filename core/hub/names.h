#pragma once

#include "core/base/result.h"

#include <QSet>

namespace reverie::hub {

/// Whether a repository's file may be written under this name, judged by the rules of every system at once: a folder
/// made here may be read elsewhere. Errors: Corrupt, with the reason.
[[nodiscard]] Result<void> checkRepoPath(const QString& path);

/// "OWNER/NAME", or "NAME" as the Hub's oldest models have: letters, digits, "-", "_" and "." as the Hub allows.
/// Errors: InvalidArgument.
[[nodiscard]] Result<void> checkRepoId(const QString& id);

/// The repository that a pasted text names: "OWNER/NAME", or the address of its page or of one of its files. Empty
/// where it names none.
[[nodiscard]] QString repositoryIn(const QString& text);

/// A branch, tag, "refs/pr/N" or commit that may become a file name below refs/. Errors: InvalidArgument.
[[nodiscard]] Result<void> checkRevision(const QString& revision);

/// 40 lower-case hex digits: the name of one state of a repository.
[[nodiscard]] bool isCommit(const QString& text);
/// 40 or 64 lower-case hex digits: the SHA-1 that git or the SHA-256 that LFS gives a file. Only such become file
/// names.
[[nodiscard]] bool isEtag(const QString& text);

/// The strong or weak ETag of a header without W/ and quotation marks; empty where it is not an etag of the Hub.
[[nodiscard]] QString etagFrom(QByteArrayView header);

/// Finds names that a file system would take for one: those that differ only in case or in how accents are composed.
class NameTwins final {
public:
    /// Remembers `path`. Errors: Corrupt when a remembered one is its twin, or a folder where it is a file.
    [[nodiscard]] Result<void> add(const QString& path);

private:
    QSet<QString> m_files;
    QSet<QString> m_folders;
};

}  // namespace reverie::hub
