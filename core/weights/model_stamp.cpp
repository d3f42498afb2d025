#include "core/weights/model_stamp.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <sys/stat.h>

namespace reverie::weights {
namespace {

constexpr int kMostFiles = 2'000;  // of one model's folder
constexpr qint64 kMsPerSecond = 1'000;
constexpr qint64 kNsPerMs = 1'000'000;

/// Adds one file to the stamp; tells whether it is there.
bool add(const QString& path, ModelStamp& stamp)
{
    struct stat facts = {};
    if (::stat(QFile::encodeName(path).constData(), &facts) != 0)
        return false;
    const qint64 modifiedMs = facts.st_mtim.tv_sec * kMsPerSecond + facts.st_mtim.tv_nsec / kNsPerMs;
    stamp.text += QStringLiteral("%1:%2.%3:%4 ")
                      .arg(facts.st_size)
                      .arg(facts.st_mtim.tv_sec)
                      .arg(facts.st_mtim.tv_nsec)
                      .arg(facts.st_ino);
    stamp.key = QStringLiteral("%1:%2").arg(facts.st_dev).arg(facts.st_ino);
    if (S_ISREG(facts.st_mode))
        stamp.bytes += static_cast<std::uint64_t>(facts.st_size);
    stamp.modifiedMs = std::max(stamp.modifiedMs, modifiedMs);
    return true;
}

ModelStamp stampOfFolder(const QString& path)
{
    QStringList files;
    QDirIterator each(path, QDir::Files | QDir::System, QDirIterator::Subdirectories);
    while (each.hasNext() && files.size() < kMostFiles)
        files << each.next();
    files.sort();
    ModelStamp stamp;
    QSet<QString> counted;  // one blob may stand under two names
    for (const QString& file : std::as_const(files)) {
        const std::uint64_t before = stamp.bytes;
        if (!add(file, stamp))
            continue;
        stamp.text += file;
        if (counted.contains(stamp.key))
            stamp.bytes = before;
        counted.insert(stamp.key);
    }
    stamp.text = QString::fromLatin1(QCryptographicHash::hash(stamp.text.toUtf8(), QCryptographicHash::Sha1).toHex());
    stamp.key = QFileInfo(path).canonicalFilePath();
    return stamp;
}

}  // namespace

ModelStamp stampOf(const QString& path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return stampOfFolder(path);
    ModelStamp stamp;
    if (!add(path, stamp))
        return {};
    ModelStamp notes;
    const QString beside = info.path() + QLatin1Char('/') + info.completeBaseName() + QStringLiteral(".reverie.json");
    if (add(beside, notes))
        stamp.text += notes.text;
    return stamp;
}

QString modelStamp(const QString& model, const QString& vae)
{
    return QStringLiteral("%1 %2\n%3 %4").arg(model, stampOf(model).text, vae, stampOf(vae).text);
}

}  // namespace reverie::weights
