#include "core/engine/devices.h"

#include <c10/core/Allocator.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/util/Exception.h>

#include <malloc.h>
#include <sys/mman.h>

#include <cstdlib>
#include <map>
#include <mutex>
#include <unordered_map>

namespace reverie::engine {
namespace {

constexpr std::size_t kPage = std::size_t{4} << 10;
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kLarge = std::size_t{1} << 20;  // from here on blocks are ours
constexpr std::size_t kAlignment = 64;

constexpr std::size_t roundUp(std::size_t size, std::size_t unit)
{
    return (size + unit - 1) / unit * unit;
}

/// Torch's CPU memory. Large blocks are mapped in huge pages and, once freed, kept for the next one of about that size:
/// a step of the UNet asks for the same blocks as the step before. Small ones are malloc's. Safe from any thread.
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

    void setKeeping(bool keeps)
    {
        const std::scoped_lock lock(m_mutex);
        m_keeps = keeps;
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
        // A kept block may be larger by an eighth, so that little memory lies idle.
        const auto kept = m_kept.lower_bound(rounded);
        if (kept != m_kept.end() && kept->first <= rounded + rounded / 8) {
            void* block = kept->second;
            m_sizes.emplace(block, kept->first);
            m_kept.erase(kept);
            return block;
        }
        void* block = map(rounded);
        if (block == nullptr) {
            releaseKeptLocked();
            block = map(rounded);
        }
        TORCH_CHECK(block != nullptr, "can't allocate memory: you tried to allocate ", size, " bytes");
        m_sizes.emplace(block, rounded);
        return block;
    }

    /// A mapping that starts on a huge page, or nullptr. Its end takes small pages, so that nothing is wasted there.
    static void* map(std::size_t size)
    {
        void* raw = mmap(nullptr, size + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (raw == MAP_FAILED)
            return nullptr;
        auto* begin = static_cast<char*>(raw);
        auto* block = reinterpret_cast<char*>(roundUp(reinterpret_cast<std::size_t>(begin), kHugePage));
        if (block != begin)
            munmap(begin, static_cast<std::size_t>(block - begin));
        munmap(block + size, static_cast<std::size_t>(begin + kHugePage - block));
        madvise(block, size, MADV_HUGEPAGE);
        return block;
    }

    static void free(void* block)
    {
        if (reinterpret_cast<std::size_t>(block) % kHugePage == 0 && instance().keep(block))
            return;
        std::free(block);
    }

    /// Keeps the block or gives it back. Returns whether it is one of ours.
    bool keep(void* block)
    {
        const std::scoped_lock lock(m_mutex);
        const auto at = m_sizes.find(block);
        if (at == m_sizes.end())
            return false;
        if (m_keeps)
            m_kept.emplace(at->second, block);
        else
            munmap(block, at->second);
        m_sizes.erase(at);
        return true;
    }

    void releaseKeptLocked()
    {
        for (const auto& [size, block] : m_kept)
            munmap(block, size);
        m_kept.clear();
    }

    std::mutex m_mutex;
    bool m_keeps = true;
    std::unordered_map<void*, std::size_t> m_sizes;  // large blocks in use
    std::multimap<std::size_t, void*> m_kept;        // large blocks that wait for reuse
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

NothingKept::NothingKept()
{
    KeepingAllocator::instance().setKeeping(false);
    malloc_trim(0);
}

NothingKept::~NothingKept()
{
    KeepingAllocator::instance().setKeeping(true);
    malloc_trim(0);
}

void releaseKeptMemory()
{
    KeepingAllocator::instance().releaseKept();
    malloc_trim(0);
}

}  // namespace reverie::engine
