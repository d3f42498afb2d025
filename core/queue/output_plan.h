#pragma once

#include "core/base/result.h"
#include "core/io/atomic_file.h"

#include <QByteArray>
#include <QDate>

#include <cstdint>

namespace reverie::queue {

/// Where a person wants the pictures of one run.
struct OutputWish {
    QString target;    ///< a file, a folder, "-" for standard output, or empty for `pictures`/2026-11-23/
    QString pictures;  ///< the folder of all pictures; made when it is needed
    QDate today;
    int count = 1;
    bool mayReplace = false;
};

/// Decides the name of each picture and puts it there. Judged before anything is computed, so that no picture is
/// computed for a place that cannot take it. Used by one thread at a time.
///   default, folder   00012-1234567890.png: a counter that goes on from the highest in the folder, then the seed
///   file              that file; of several pictures file-1.png .. file-N.png, the numbers of one width
///   "-"               the bytes of the one picture on standard output
class OutputPlan final {
public:
    /// Errors: InvalidArgument (a name that is no PNG file, several pictures for "-"), NotFound (no such folder),
    /// Permission, AlreadyExists (unless `mayReplace`).
    [[nodiscard]] static Result<OutputPlan> make(const OutputWish& wish);

    /// DiskFull when the disk has not even the room that `pictures` of this size are likely to take.
    [[nodiscard]] Result<void> checkRoom(int pictures, int width, int height) const;

    /// Puts a finished PNG file in its place and tells which. `index` counts from 0 within the run.
    /// Errors: those of io::AtomicFile. May be called again for the same picture after a failure.
    [[nodiscard]] Result<QString> store(int index, std::uint64_t seed, const QByteArray& png);

    /// The folder that takes the pictures; empty for standard output.
    [[nodiscard]] const QString& folder() const { return m_folder; }
    [[nodiscard]] bool isStandardOutput() const { return m_folder.isEmpty(); }

private:
    OutputPlan() = default;
    [[nodiscard]] Result<void> useFile(const OutputWish& wish);
    [[nodiscard]] Result<void> useFolder(const QString& folder);
    [[nodiscard]] Result<QString> storeNumbered(std::uint64_t seed, const QByteArray& png);
    [[nodiscard]] QString fileFor(int index) const;

    QString m_folder;
    QString m_file;  // empty: numbered names in m_folder
    int m_count = 1;
    std::int64_t m_counter = 0;
    io::IfExists m_ifExists = io::IfExists::Refuse;
};

/// Whether a file could be made in `folder`, which need not exist yet: its nearest existing parent is tried.
[[nodiscard]] Result<void> checkWritable(const QString& folder);

/// As OutputPlan checks a file that is to be written: its folder is there and writable, and it is not there itself
/// unless it may be replaced.
[[nodiscard]] Result<void> checkNewFile(const QString& file, bool mayReplace);

}  // namespace reverie::queue
