#pragma once

#include "core/base/result.h"
#include "core/image/picture_facts.h"
#include "core/image/png_reader.h"

#include <QStringList>

namespace reverie::image {

/// How a picture was made, as its own file says. Every value is judged as if a stranger had typed it, for one may have;
/// texts that people get to see hold no control characters.
struct Recipe {
    /// `request` asks for this one picture again: its own seed, count and batch 1, neither model nor VAE named.
    /// `model` has its name and, from our own metadata, family, device, dtype and attention. `weights` are whole
    /// SHA-256; from A1111's text, the first ten digits. What is empty the file does not say.
    PictureFacts facts;
    QString vae;              ///< name of the VAE that took the place of the model's own; empty = none did
    QString program;          ///< that made it: "Reverie 0.1.0", "v1.10.1"; may be empty
    QStringList notRepeated;  ///< what it also asks for and Reverie leaves out, such as "Hires upscale: 2"
};

/// Our own metadata where there are any, else A1111's text.
/// Errors, which speak of the file as "it": NotFound (no recipe), Corrupt (a broken one, a value outside its limits),
/// Unsupported (a newer schema, another program's form).
[[nodiscard]] Result<Recipe> readRecipe(const PngMetadata& metadata);

/// As above, from disk. Errors: also those of readPngMetadata, and Unsupported for a picture that is no PNG; every
/// sentence names the file.
[[nodiscard]] Result<Recipe> readRecipe(const QString& path);

}  // namespace reverie::image
