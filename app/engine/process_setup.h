#pragma once

namespace reverie::app {

/// Sets up memory, threads and CUDA's loading for the whole process; call first in main(), before a thread or a tensor
/// exists. OMP_NUM_THREADS, where the user has set it, goes before the number of physical cores.
void setUpProcess();

/// Gives the calling thread the same number of threads to compute with; call on it before it computes.
void setUpComputingThread();

}  // namespace reverie::app
