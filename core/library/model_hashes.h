#pragma once

#include "core/weights/hash_cache.h"

namespace reverie::library {

/// The ten digits of a SHA-256 by which A1111 and pictures name a model.
[[nodiscard]] QString shortHash(const QString& sha256);

/// The files that make a model what it is, and by whose hashes pictures name it: those of its UNet, of a part in a
/// folder of its own all, else the one file that holds all of it. Errors: those of ModelFolder and WeightSet.
[[nodiscard]] Result<QStringList> mainFiles(const QString& model);

/// The model that a file of weights belongs to: its diffusers folder, or the file itself.
[[nodiscard]] QString modelOfFile(const QString& file);

/// Whether the main files of a model begin with these hashes (64 digits or A1111's ten), in this order; hashes files.
/// Errors: those of mainFiles and of hashing; Cancelled.
[[nodiscard]] Result<bool> isMadeOf(
    const QString& model, const QStringList& hashes, weights::HashCache& cache, const Cancellation& cancellation);

/// The path of the model with these hashes: one of `candidates`, which are hashed where that was not done yet, else a
/// model whose files were hashed on this machine before, by a run or in the background. Blocks. Any thread.
/// Errors: NotFound; Cancelled.
[[nodiscard]] Result<QString> modelWithHashes(const QStringList& hashes, const QStringList& candidates,
    weights::HashCache& cache, const Cancellation& cancellation);

/// The VAE whose file's hash begins with this, of the files that were hashed on this machine before: its folder where
/// it lies in one, else the file; empty where there is none. Blocks. Any thread.
[[nodiscard]] QString vaeWithHash(const QString& hash, weights::HashCache& cache);

}  // namespace reverie::library
