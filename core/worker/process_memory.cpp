#include "core/worker/process_memory.h"

#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

namespace reverie::worker {

ProcessMemory processMemory()
{
    ProcessMemory memory;
    std::uint64_t virtualPages = 0;
    std::uint64_t residentPages = 0;
    if (std::ifstream file("/proc/self/statm"); file >> virtualPages >> residentPages)
        memory.residentBytes = residentPages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) == 0)
        memory.peakBytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    return memory;
}

}  // namespace reverie::worker
