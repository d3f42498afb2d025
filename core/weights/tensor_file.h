#pragma once

#include "core/io/read_file.h"
#include "core/weights/tensor_listing.h"

#include <atomic>
#include <memory>
#include <span>
#include <string_view>

namespace reverie::weights {

/// An open file of weights whose listing was judged whole: every tensor lies inside the file. What the file is, its
/// content decides: safetensors (rules R1-R34 of reliability.md 2.4) or a PyTorch checkpoint (2.5 there), of which
/// nothing is ever run; a name that says otherwise is noted in the log. The data is read with `pread` on demand, never
/// mapped. Movable, owned by whoever opened it; all const functions may be called from several threads at once.
class TensorFile final {
public:
    /// Errors: NotFound, Permission, Io; Corrupt (damaged, cut short, a web page, a Git LFS pointer ...); Unsupported
    /// (holds code, an old PyTorch checkpoint, GGUF, a number type or a limit of ours, a folder or a pipe). Never
    /// waits, whatever the path is.
    [[nodiscard]] static Result<TensorFile> open(const QString& path);

    [[nodiscard]] const QString& path() const { return m_file.path(); }
    [[nodiscard]] std::uint64_t sizeBytes() const { return m_file.size(); }
    /// In the order of their data, so that reading them one after the other reads the file once, forwards.
    [[nodiscard]] const std::vector<TensorInfo>& tensors() const { return m_listing.tensors; }
    [[nodiscard]] const std::map<std::string, std::string>& metadata() const { return m_listing.metadata; }
    /// The tensor of that name, or nullptr.
    [[nodiscard]] const TensorInfo* find(std::string_view name) const;

    /// Copies one of this file's tensors, row-major however it lies; `into` has exactly `tensor.bytes` bytes (else
    /// Q_ASSERT) of any alignment. Bytes of a BOOL become 0 or 1. Where the file has checksums, nothing is given out
    /// before its own held. Errors: Corrupt when the file has become shorter or a checksum is wrong, Io.
    [[nodiscard]] Result<void> read(const TensorInfo& tensor, std::span<std::byte> into) const;
    /// Call it after the last read. Errors: Corrupt when the file is not in the state in which it was opened.
    [[nodiscard]] Result<void> checkUnchanged() const { return m_file.checkUnchanged(); }

private:
    TensorFile(io::ReadFile file, TensorListing listing);
    [[nodiscard]] Result<void> readChecked(std::uint64_t offset, std::span<std::byte> into) const;
    [[nodiscard]] Result<void> checkRange(const ChecksummedRange& range) const;

    io::ReadFile m_file;
    TensorListing m_listing;
    std::vector<std::uint32_t> m_byName;                  // places in tensors(), sorted by name
    std::unique_ptr<std::atomic<bool>[]> m_isRangeSound;  // for each of the listing's ranges: its checksum held
};

}  // namespace reverie::weights
