#include "core/weights/zip_directory.h"

#include <algorithm>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

using namespace reverie;

namespace {

/// A file in memory, since archives are read from files.
class MemoryFile final {
public:
    MemoryFile() : m_fd(memfd_create("fuzz", MFD_CLOEXEC)) { }

    io::ReadFile holding(const std::uint8_t* data, std::size_t size) const
    {
        if (::ftruncate(m_fd, 0) != 0 || ::pwrite(m_fd, data, size, 0) != static_cast<ssize_t>(size))
            std::abort();
        return io::ReadFile::open(QStringLiteral("/proc/self/fd/%1").arg(m_fd)).value();
    }

private:
    int m_fd;
};

/// What a judged directory promises: records lie inside the file, one behind the other, names differ and lead nowhere.
bool isSound(const std::vector<weights::ZipRecord>& records, std::uint64_t fileBytes)
{
    std::uint64_t end = 0;
    std::vector<std::string> names;
    for (const weights::ZipRecord& record : records) {
        if (record.offset < end || record.bytes > fileBytes || record.offset > fileBytes - record.bytes)
            return false;
        end = record.offset + record.bytes;
        names.push_back(record.name);
        if (record.name.starts_with('/') || ('/' + record.name + '/').find("/../") != std::string::npos)
            return false;
    }
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) == names.end() && !names.empty();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const MemoryFile kFile;
    const auto records = weights::readZipDirectory(kFile.holding(data, size));
    if (records && !isSound(*records, size))
        std::abort();
    return 0;
}
