#pragma once

#include "core/base/cancellation.h"
#include "core/image/picture_facts.h"
#include "core/queue/output_plan.h"
#include "core/weights/hash_cache.h"

namespace reverie::queue {

/// A picture that is safe on the disk.
struct SavedPicture {
    int index = 0;
    std::uint64_t seed = 0;
    QString path;  ///< "-" for standard output
    int width = 0;
    int height = 0;
    double seconds = 0;
};

/// A finished picture, encoded with its metadata, that could not be saved.
struct UnsavedPicture {
    SavedPicture picture;
    QByteArray png;
};

/// What came of trying unsaved pictures once more.
struct SavingAgain {
    std::vector<SavedPicture> saved;
    int left = 0;                ///< pictures that are still in memory
    std::optional<Error> error;  ///< why
};

/// Turns what the engine delivers into files. Used by one thread at a time; for the runner that is its own saving
/// thread, so that hashing and compressing delay neither the engine nor the window.
class PictureSaver final {
public:
    /// \param facts  request, model and versions; seed, size and hashes are added for each picture
    PictureSaver(OutputPlan output, image::PictureFacts facts);

    /// Hashes the weight files for the metadata of all pictures to come. A file that cannot be hashed is left out and
    /// logged: a picture is worth more than its hash.
    void hashWeights(weights::HashCache& cache, const Cancellation& cancellation);

    /// Encodes and saves. After a failure the picture is kept in `unsaved()`.
    [[nodiscard]] Result<SavedPicture> save(const request::GeneratedImage& image);
    /// Tries the pictures that are left once more, in another place if one is given; stops at the first that fails.
    [[nodiscard]] SavingAgain saveAgain(std::optional<OutputPlan> elsewhere);
    [[nodiscard]] const std::vector<UnsavedPicture>& unsaved() const { return m_unsaved; }

    /// Writes the latents of all pictures so far as one file.
    [[nodiscard]] Result<void> saveLatents(const QString& path, io::IfExists ifExists) const;

private:
    [[nodiscard]] Result<SavedPicture> store(UnsavedPicture picture);

    OutputPlan m_output;
    image::PictureFacts m_facts;
    std::vector<request::Latents> m_latents;
    std::vector<UnsavedPicture> m_unsaved;
};

}  // namespace reverie::queue
