#pragma once

#include <QString>

#include <cstdint>
#include <optional>

namespace reverie::request {

/// How the weights of `(word:1.3)` act. None: the prompt is taken literally and cut at 77 tokens, as diffusers does.
/// Ignore: the grammar is read, weights are dropped. Original: weighted, then the former mean restored, as A1111 does.
/// NoNorm: weighted, mean left alone.
enum class Emphasis { None, Ignore, Original, NoNorm };

/// Where noise comes from. Cpu: torch's CPU generator. Nv: Philox 4x32-10, the numbers an NVIDIA card gives.
enum class RngSource { Cpu, Nv };

/// Number type of the computation. Auto: fp32 on a CPU, fp16 on a GPU.
enum class DType { Auto, Fp32, Fp16, Bf16 };

/// How much memory a run may take. Auto: the fastest plan that fits. Fast: the fastest, whatever it takes. Lean: as
/// little as possible. The picture is the same, but for rounding.
enum class MemoryUse { Auto, Fast, Lean };

/// What a person asks for: one struct for the window, the CLI, HTTP bodies and picture metadata.
/// Empty optionals mean "the model's own default"; `resolve()` fills them in once the model is known.
struct GenerationRequest {
    QString prompt;                       ///< at most 64 KiB of UTF-8
    QString negativePrompt;               ///< at most 64 KiB of UTF-8; empty = none
    QString model;                        ///< name, folder or file as the user gave it; empty = the starter model
    QString vae;                          ///< folder or file; empty = the model's own
    std::optional<int> steps;             ///< 1..1000
    std::optional<double> guidanceScale;  ///< 0..100
    std::optional<std::uint64_t> seed;    ///< of the first picture; empty = drawn before the run
    std::optional<int> width;             ///< pixels, 64..4096, a multiple of the VAE's factor
    std::optional<int> height;            ///< pixels, 64..4096, a multiple of the VAE's factor
    std::optional<QString> sampler;       ///< A1111 name, an alias of one, or "Model default"
    std::optional<QString> schedule;      ///< A1111 name or an alias of one
    Emphasis emphasis = Emphasis::Original;
    int clipSkip = 1;  ///< 1..12, counted as A1111 does: 1 = the last layer
    int count = 1;     ///< pictures in all, 1..10000
    int batch = 1;     ///< pictures computed at a time, 1..64
    RngSource rng = RngSource::Cpu;
    QString device = QStringLiteral("auto");  ///< auto, cpu, cuda or cuda:N
    DType dtype = DType::Auto;
    MemoryUse memory = MemoryUse::Auto;
    bool wantLatents = false;  ///< the final latents are returned beside the picture

    bool operator==(const GenerationRequest&) const = default;
};

}  // namespace reverie::request
