#include "core/library/folder_walk.h"

#include "core/io/system_error.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <dirent.h>
#include <memory>
#include <set>
#include <sys/stat.h>
#include <vector>

namespace reverie::library {
namespace {

constexpr std::array kEndings = {".safetensors", ".sft", ".ckpt", ".pt", ".pth", ".bin", ".gguf"};

/// What makes a folder one model: a whole one, or a part.
const QStringList kMarks{QStringLiteral("model_index.json"), QStringLiteral("config.json")};

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

struct Place {
    QString path;
    int depth = 0;
};

bool isNamedLikeWeights(const QString& name)
{
    return std::ranges::any_of(
        kEndings, [&](const char* ending) { return name.endsWith(QLatin1String(ending), Qt::CaseInsensitive); });
}

/// Whether the names in a folder make it one model.
bool isOneModel(const QStringList& files)
{
    if (files.contains(kMarks[0]))
        return true;
    return files.contains(kMarks[1]) && std::ranges::any_of(files, [](const QString& name) {
        return name.startsWith(QLatin1String("diffusion_pytorch_model"));
    });
}

class Walker final {
public:
    Walker(const Cancellation& cancellation, const WalkLimits& limits) : m_cancellation(cancellation), m_limits(limits)
    {
    }

    FoundModels walk(const QString& root)
    {
        m_open.push_back({root});
        while (!m_open.empty() && !m_cancellation.isCancelled() && !m_isFull) {
            const Place place = m_open.back();
            m_open.pop_back();
            look(place);
        }
        m_found.models.sort();
        return std::move(m_found);
    }

private:
    void look(const Place& place)
    {
        const QByteArray path = QFile::encodeName(place.path);
        struct stat facts = {};
        const std::unique_ptr<DIR, CloseFolder> folder(::opendir(path.constData()));
        if (folder == nullptr || ::fstat(::dirfd(folder.get()), &facts) != 0) {
            m_found.notes << sentence(io::systemError(errno, QStringLiteral("cannot look into %1").arg(place.path)));
            return;
        }
        if (!m_seen.insert({facts.st_dev, facts.st_ino}).second)
            return;
        m_found.folders << place.path;
        m_files.clear();
        m_below.clear();
        readNames(folder.get());
        sortIn(place);
    }

    void readNames(DIR* folder)
    {
        while (const dirent* each = ::readdir(folder)) {
            if (each->d_name[0] == '.')
                continue;
            if (++m_count > m_limits.files) {
                m_isFull = true;
                m_found.notes
                    << QStringLiteral("There are more than %1 files; the rest was not looked at.").arg(m_limits.files);
                return;
            }
            const QString name = QFile::decodeName(each->d_name);
            if (isFolder(folder, *each))
                m_below << name;
            else if (isNamedLikeWeights(name) || kMarks.contains(name))
                m_files << name;
        }
    }

    static bool isFolder(DIR* parent, const dirent& entry)
    {
        if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN)
            return entry.d_type == DT_DIR;
        struct stat facts = {};
        return ::fstatat(::dirfd(parent), entry.d_name, &facts, 0) == 0 && S_ISDIR(facts.st_mode);
    }

    void sortIn(const Place& place)
    {
        if (isOneModel(m_files)) {
            m_found.models << place.path;
            return;
        }
        for (const QString& name : std::as_const(m_files))
            if (isNamedLikeWeights(name))
                m_found.models << place.path + QLatin1Char('/') + name;
        if (place.depth < m_limits.depth)
            for (const QString& name : std::as_const(m_below))
                m_open.push_back({place.path + QLatin1Char('/') + name, place.depth + 1});
    }

    const Cancellation& m_cancellation;
    const WalkLimits& m_limits;
    std::vector<Place> m_open;
    std::set<std::pair<dev_t, ino_t>> m_seen;
    std::size_t m_count = 0;
    bool m_isFull = false;
    QStringList m_files;  // of the folder that is being looked into
    QStringList m_below;
    FoundModels m_found;
};

}  // namespace

FoundModels findModels(const QString& root, const Cancellation& cancellation, const WalkLimits& limits)
{
    return Walker(cancellation, limits).walk(root);
}

}  // namespace reverie::library
