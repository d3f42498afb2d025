#pragma once

#include "core/base/result.h"
#include "core/hub/process_identity.h"
#include "core/io/unique_fd.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace reverie::hub {

/// The digest of the first bytes of a part, taken when they were written.
struct PartMark {
    std::uint64_t bytes = 0;
    QString digest;
};

/// What is known about the part of a file that has come so far.
struct PartFacts {
    QString etag;
    std::uint64_t size = 0;  ///< of the whole file
    QString validator;       ///< the strong ETag of the server that sent it, for If-Range; empty = none
    ProcessIdentity owner;
    bool isReleased = false;  ///< its owner has laid it down
    std::vector<PartMark> marks;
};

/// The notes beside a part: one line of JSON for each thing learnt, only ever appended, so that a kill at any moment
/// costs at most the last line. Nothing in them is trusted: a mark counts only when the part's bytes still have its
/// digest. One owner, any thread.
class PartNotes final {
public:
    /// Begins new notes, which must not be there. Errors: Permission (a symbolic link there too), DiskFull, Io.
    [[nodiscard]] static Result<PartNotes> create(const QString& file, const PartFacts& facts);
    /// What notes say; nothing where they are missing or hold no whole first line.
    [[nodiscard]] static std::optional<PartFacts> read(const QString& file);

    [[nodiscard]] Result<void> addMark(const PartMark& mark);
    [[nodiscard]] Result<void> setValidator(const QString& validator);
    [[nodiscard]] Result<void> release();
    [[nodiscard]] int descriptor() const { return m_fd.get(); }

private:
    PartNotes(QString file, io::UniqueFd fd) : m_file(std::move(file)), m_fd(std::move(fd)) { }
    [[nodiscard]] Result<void> append(const std::string& line);

    QString m_file;
    io::UniqueFd m_fd;
};

}  // namespace reverie::hub
