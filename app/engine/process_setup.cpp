#include "app/engine/process_setup.h"

#include "core/engine/devices.h"
#include "core/worker/processors.h"

#include <ATen/Parallel.h>

#include <cstdlib>

namespace reverie::app {

void setUpProcess()
{
    engine::configureMemory();
    // Kernels are read from the library when they are first used, not all at once.
    ::setenv("CUDA_MODULE_LOADING", "LAZY", 0);
    if (std::getenv("OMP_NUM_THREADS") == nullptr)
        at::set_num_threads(worker::computingThreads());
}

void setUpComputingThread()
{
    at::init_num_threads();
}

}  // namespace reverie::app
