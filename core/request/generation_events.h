#pragma once

#include "core/base/error.h"
#include "core/request/generation_request.h"

#include <QString>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace reverie::request {

/// A picture in memory: 8-bit RGB, rows top to bottom without padding, `pixels.size() == 3 * width * height`.
struct RgbImage {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels;
};

/// A file of weights that took part in a picture. `path` never leaves this machine (it is not written to metadata).
struct WeightFile {
    QString component;  ///< "unet", "vae", "text_encoder"
    QString path;       ///< absolute
};

/// What a loaded model is and what it wants by default.
struct ModelFacts {
    QString name;          ///< for people: the folder's or file's name
    QString family;        ///< "sd1"
    int nativeWidth = 0;   ///< pixels
    int nativeHeight = 0;  ///< pixels
    int vaeFactor = 8;     ///< sides of a picture are multiples of this
    int latentChannels = 4;
    QString device;     ///< "cpu", "cuda:0"
    QString dtype;      ///< "fp32", "fp16", "bf16"
    QString attention;  ///< kind of attention kernel in use
    int defaultSteps = 25;
    double defaultGuidanceScale = 7.0;
    QString defaultSampler = QStringLiteral("DPM++ 2M");
    QString defaultSchedule = QStringLiteral("Automatic");
    std::vector<WeightFile> files;
    std::uint64_t weightBytes = 0;  ///< memory held by the weights
};

/// Where a run is. `step` counts from 1 within `of` during Phase::Sampling and is 0 elsewhere; `of` is 0 where nobody
/// can know how many steps there will be.
enum class Phase { LoadingModel, ReadingPrompt, Sampling, Decoding };

struct Progress {
    Phase phase = Phase::Sampling;
    int image = 0;  ///< first picture of the running batch, from 0
    int step = 0;
    int of = 0;
    double secondsPerStep = 0;  ///< mean over this batch so far; 0 while unknown
};

/// A small picture of the latents as they are now, side = latents' side.
struct Preview {
    int image = 0;
    int step = 0;
    RgbImage picture;
};

/// Final latents of one picture as diffusers' `output_type="latent"` returns them: float32, [C, h, w] row-major.
struct Latents {
    std::array<std::int64_t, 3> shape{};
    std::vector<float> values;
};

/// Where a picture was stopped by a person who wanted what there was: the picture is the one that the network believed
/// in at that step.
struct Stop {
    int step = 0;  ///< from 1; 0 = it was finished
    int of = 0;    ///< steps that it would have had; 0 where nobody can know

    bool operator==(const Stop&) const = default;
};

/// One finished picture with everything that its metadata needs and only the engine knows.
struct GeneratedImage {
    int index = 0;           ///< 0..count-1
    std::uint64_t seed = 0;  ///< the seed of this very picture
    RgbImage picture;
    double seconds = 0;  ///< computing time of its batch divided by the batch's size
    std::optional<Latents> latents;
    Stop stop;
};

/// Seconds spent per phase of a run and the largest memory seen; what `reverie bench` prints.
struct RunTimes {
    double text = 0;
    std::vector<double> steps;
    double vae = 0;
    std::uint64_t peakBytes = 0;
};

/// Receives what a run produces. Called on the engine's thread, never concurrently; must return quickly.
class GenerationObserver {
public:
    virtual ~GenerationObserver() = default;
    virtual void onProgress(const Progress& progress) = 0;
    virtual void onPreview(Preview preview) = 0;
    virtual void onImage(GeneratedImage image) = 0;
};

}  // namespace reverie::request
