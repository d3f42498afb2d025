#pragma once

#include "core/io/read_file.h"
#include "core/weights/tensor_listing.h"

namespace reverie::weights {

/// Reads which tensors a PyTorch checkpoint (.ckpt, .bin, .pt since PyTorch 1.6: a ZIP archive around a pickle) holds
/// and where they lie, by the rules of reliability.md 2.5. Nothing in it is ever run, and no other reader is tried.
/// The checksum of the pickle was checked; those of the numbers stand in the listing. What trainers leave beside the
/// tensors is passed over with a note in the log.
/// Errors: Corrupt; Unsupported (holds code, or objects of Python among the tensors, TorchScript, ...); Io.
[[nodiscard]] Result<TensorListing> readTorchFile(const io::ReadFile& file);

}  // namespace reverie::weights
