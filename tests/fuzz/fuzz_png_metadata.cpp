#include "core/image/a1111_parameters.h"
#include "core/image/png_chunks.h"
#include "core/image/recipe.h"

#include <array>

using namespace reverie::image;

/// The first byte chooses: a whole file, or one text chunk of a kind, whose checksum then need not be guessed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::array<std::string_view, 3> kTypes = {"tEXt", "zTXt", "iTXt"};
    if (size == 0)
        return 0;
    const std::span bytes = std::as_bytes(std::span(data, size)).subspan(1);
    PngMetadata metadata;
    if (data[0] % 4 == 3)
        metadata = readPngMetadata(bytes).value_or(PngMetadata());
    else
        PngTextReader().read({kTypes[data[0] % 4], bytes, true}, metadata);
    for (const PngText& each : metadata.texts)
        std::ignore = formatA1111(parseA1111(each.text));
    std::ignore = readRecipe(metadata);
    return 0;
}
