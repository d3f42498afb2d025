#pragma once

#include "core/base/result.h"
#include "core/request/generation_request.h"

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <cstdint>

namespace reverie::engine {

/// Where and in which numbers a model computes.
struct DeviceChoice {
    at::Device device = at::kCPU;
    at::ScalarType type = at::kFloat;

    [[nodiscard]] QString deviceName() const;  ///< "cpu", "cuda:0"
    [[nodiscard]] QString typeName() const;    ///< "fp32", "fp16", "bf16"
};

/// What a person's words mean on this machine. CUDA is looked for at run time: the driver, its cards, then torch's CUDA
/// library. \param name "auto", "cpu", "cuda" or "cuda:N"
/// Errors: InvalidArgument (another name), NotFound (no driver, no such card, no CUDA libraries).
[[nodiscard]] Result<DeviceChoice> resolveDevice(const QString& name, request::DType dtype);

/// Number of NVIDIA cards that the driver shows; NotFound, saying what is missing, when there is none.
[[nodiscard]] Result<int> countCudaDevices();

/// Sets up how the process allocates memory: large buffers come in huge pages and are kept for the next step, since
/// fresh pages cost more than many of the layers that write them. Call it once, first thing in main.
void configureMemory();
/// Gives the buffers that are kept but not in use back to the system.
void releaseKeptMemory();

/// The memory of that card that nothing uses, buffers that torch keeps for later included.
[[nodiscard]] std::uint64_t freeCardBytes(at::Device device);

}  // namespace reverie::engine
