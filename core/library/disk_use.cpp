#include "core/library/disk_use.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <map>
#include <sys/stat.h>

namespace reverie::library {
namespace {

struct Links {
    std::uint64_t bytes = 0;
    std::uint64_t all = 0;   // names that the file has
    std::uint64_t seen = 0;  // of these below the path
};

using Files = std::map<std::pair<dev_t, ino_t>, Links>;

void add(const QString& path, Files& files)
{
    struct stat facts = {};
    if (::lstat(QFile::encodeName(path).constData(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return;
    Links& links = files[{facts.st_dev, facts.st_ino}];
    links.bytes = static_cast<std::uint64_t>(facts.st_size);
    links.all = facts.st_nlink;
    ++links.seen;
}

}  // namespace

DiskUse diskUse(const QString& path)
{
    Files files;
    add(path, files);
    const QFileInfo info(path);
    if (info.isDir() && !info.isSymLink())
        for (QDirIterator each(path, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
             each.hasNext();)
            add(each.next(), files);
    DiskUse use;
    for (const auto& [file, links] : files) {
        use.bytes += links.bytes;
        use.frees += links.seen == links.all ? links.bytes : 0;
    }
    return use;
}

}  // namespace reverie::library
