#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/engine/offload_kind.h"
#include "core/request/generation_events.h"
#include "core/request/generation_request.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace reverie::engine {

/// Something that can compute pictures.
struct DeviceFacts {
    QString name;                   ///< as --device takes it: "cpu", "cuda:0"
    QString label;                  ///< for people: "NVIDIA H100 80GB"
    std::uint64_t memoryBytes = 0;  ///< in all
};

/// What the engine says about itself before anything is loaded.
struct EngineFacts {
    QString version;       ///< Reverie's
    QString torchVersion;  ///< libtorch's
    int threads = 0;       ///< that compute on the CPU
    std::vector<DeviceFacts> devices;
};

/// Which model to load, and how.
struct LoadOptions {
    QString model;                            ///< a diffusers folder, a checkpoint, or "random:sd1" and the like
    QString vae;                              ///< a folder or file; empty = the model's own
    QString device = QStringLiteral("auto");  ///< auto, cpu, cuda or cuda:N
    request::DType dtype = request::DType::Auto;
    std::optional<Offload> offload = std::nullopt;  ///< empty = as the device's memory demands
};

/// The diffusion engine with at most one model in memory: the one door into the torch part of the house; no torch type
/// passes it. Not thread-safe: one call at a time, always from the same thread, observers are called on it. A call that
/// fails leaves the engine usable; no exception leaves it.
class Engine final {
public:
    Engine();
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// May be called from any thread.
    [[nodiscard]] static EngineFacts facts();

    /// Replaces the loaded model; after a failure none is loaded. `observe` is told the fraction read, 0..1, and of
    /// what.
    [[nodiscard]] Result<request::ModelFacts> load(const LoadOptions& options,
        const std::function<void(double fraction, const QString& what)>& observe, const Cancellation& cancellation);

    /// Makes the pictures of a request; empty fields are filled from the model's defaults. Errors: Busy (no model is
    /// loaded), InvalidArgument, Cancelled (within a fraction of a step), OutOfMemory with needed and free figures (the
    /// run's memory is freed), InvalidNumbers, DeviceLost.
    [[nodiscard]] Result<request::RunTimes> generate(const request::GenerationRequest& request,
        request::GenerationObserver& observer, const Cancellation& cancellation);

    /// Gives the model's memory back.
    void unload();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace reverie::engine
