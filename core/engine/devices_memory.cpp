#include "core/engine/devices.h"
#include "core/engine/free_ranges.h"

#include <c10/core/Allocator.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/util/Exception.h>

#include <malloc.h>
#include <sys/mman.h>

#include <cstdlib>
#include <mutex>
#include <unordered_map>

namespace reverie::engine {
namespace {

constexpr std::size_t kPage = std::size_t{4} << 10;
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kLarge = std::size_t{1} << 20;  // from here on blocks are ours
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kRoom = std::size_t{64} << 30;  // of addresses, left to what others map

constexpr std::size_t roundUp(std::size_t size, std::size_t unit)
{
    return (size + unit - 1) / unit * unit;
}

/// Torch's CPU memory. Large blocks are mapped in huge pages and, once freed, kept for those that come next: a step of
/// the UNet asks for the same blocks as the step before. Small ones are malloc's. Safe from any thread.
class KeepingAllocator final : public c10::Allocator {
public:
    c10::DataPtr allocate(std::size_t size) override
    {
        void* block = size == 0 ? nullptr : size < kLarge ? small(size) : large(size);
        return {block, block, &free, at::kCPU};
    }

    c10::DeleterFnPtr raw_deleter() const override { return &free; }
    void copy_data(void* to, const void* from, std::size_t count) const override { default_copy_data(to, from, count); }

    static KeepingAllocator& instance()
    {
        // Never destroyed: torch's own globals free memory after main.
        static auto* const allocator = new KeepingAllocator();
        return *allocator;
    }

    void releaseKept()
    {
        const std::scoped_lock lock(m_mutex);
        releaseKeptLocked();
    }

private:
    static void* small(std::size_t size)
    {
        void* block = nullptr;
        TORCH_CHECK(posix_memalign(&block, kAlignment, size) == 0, "can't allocate memory: you tried to allocate ",
            size, " bytes");
        return block;
    }

    void* large(std::size_t size)
    {
        const std::size_t rounded = roundUp(size, kPage);
        const std::scoped_lock lock(m_mutex);
        auto block = m_kept.take(rounded);
        if (!block && !extend(rounded)) {
            releaseKeptLocked();
            TORCH_CHECK(extend(rounded), "can't allocate memory: you tried to allocate ", size, " bytes");
        }
        if (!block)
            block = m_kept.take(rounded);
        m_sizes.emplace(*block, rounded);
        return reinterpret_cast<void*>(*block);
    }

    /// Maps what is missing for a block of that size, if possible below what was mapped last, so that what lies kept
    /// there becomes part of it. Returns whether there is room for the block now.
    bool extend(std::size_t size)
    {
        std::size_t missing = roundUp(size - m_kept.sizeAt(m_lowest), kHugePage);
        std::uintptr_t begin = m_lowest > missing ? mapAt(m_lowest - missing, missing) : 0;
        if (begin == 0) {
            missing = roundUp(size, kHugePage);
            begin = mapApart(missing);
        }
        if (begin == 0)
            return false;
        madvise(reinterpret_cast<void*>(begin), missing, MADV_HUGEPAGE);
        m_kept.give({begin, missing});
        m_lowest = begin;
        return true;
    }

    /// Far below what the system maps by itself, so that nothing comes to lie below us; where that is not possible
    /// anywhere. \return where, or 0
    static std::uintptr_t mapApart(std::size_t size)
    {
        const std::uintptr_t found = mapAnywhere(size);
        const std::uintptr_t apart = found > kRoom ? mapAt(found - kRoom, size) : 0;
        if (apart == 0)
            return found;
        munmap(reinterpret_cast<void*>(found), size);
        return apart;
    }

    /// \return `begin`, or 0 where that is not possible
    static std::uintptr_t mapAt(std::uintptr_t begin, std::size_t size)
    {
        void* found = mmap(reinterpret_cast<void*>(begin), size, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        if (found == MAP_FAILED)
            return 0;
        if (reinterpret_cast<std::uintptr_t>(found) == begin)
            return begin;
        munmap(found, size);  // Linux before 4.17
        return 0;
    }

    /// A mapping that starts on a huge page, or 0.
    static std::uintptr_t mapAnywhere(std::size_t size)
    {
        void* found = mmap(nullptr, size + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (found == MAP_FAILED)
            return 0;
        const auto all = reinterpret_cast<std::uintptr_t>(found);
        const std::uintptr_t begin = roundUp(all, kHugePage);
        if (begin != all)
            munmap(found, begin - all);
        munmap(reinterpret_cast<void*>(begin + size), all + kHugePage - begin);
        return begin;
    }

    static void free(void* block)
    {
        if (reinterpret_cast<std::uintptr_t>(block) % kPage == 0 && instance().keep(block))
            return;
        std::free(block);
    }

    /// Returns whether the block is one of ours.
    bool keep(void* block)
    {
        const std::scoped_lock lock(m_mutex);
        const auto at = m_sizes.find(reinterpret_cast<std::uintptr_t>(block));
        if (at == m_sizes.end())
            return false;
        m_kept.give({at->first, at->second});
        m_sizes.erase(at);
        return true;
    }

    void releaseKeptLocked()
    {
        for (const auto& [begin, size] : m_kept.takeAll())
            munmap(reinterpret_cast<void*>(begin), size);
    }

    std::mutex m_mutex;
    std::unordered_map<std::uintptr_t, std::size_t> m_sizes;  // large blocks in use
    FreeRanges m_kept;                                        // large memory that waits for reuse
    std::uintptr_t m_lowest = 0;                              // of what was mapped last
};

}  // namespace

void configureMemory()
{
    // What goes past torch's allocator, such as oneDNN's scratch space, is kept by malloc as far as malloc can.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    c10::SetAllocator(c10::DeviceType::CPU, &KeepingAllocator::instance(), 1);
}

std::uint64_t freeCardBytes(at::Device device)
{
    c10::DeviceAllocator* allocator = c10::getDeviceAllocator(device.type());
    const auto stats = allocator->getDeviceStats(device.index());
    const auto all = static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    const std::int64_t kept = stats.reserved_bytes[all].current - stats.allocated_bytes[all].current;
    return allocator->getMemoryInfo(device.index()).first + static_cast<std::uint64_t>(kept);
}

void releaseKeptMemory()
{
    KeepingAllocator::instance().releaseKept();
    malloc_trim(0);
}

}  // namespace reverie::engine
