#include "tests/support/fake_hub/repository.h"

#include "core/io/sha256.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>

namespace reverie::fake_hub {
namespace {

constexpr std::array kLarge = {".safetensors", ".bin", ".ckpt", ".pt", ".pth", ".msgpack", ".onnx", ".h5"};

bool isLarge(const QString& path)
{
    return std::any_of(
        kLarge.begin(), kLarge.end(), [&](const char* end) { return path.endsWith(QLatin1String(end)); });
}

QByteArray gitId(QByteArrayView bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData("blob " + QByteArray::number(bytes.size()));
    hash.addData(QByteArrayView("\0", 1));
    hash.addData(bytes);
    return hash.result().toHex();
}

RepositoryFile fileOf(const QString& path, const QByteArray& bytes)
{
    RepositoryFile file{bytes, isLarge(path), {}, {}};
    if (!file.isLarge) {
        file.gitId = gitId(bytes);
        return file;
    }
    io::Sha256 hash;
    hash.add(std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
    file.sha256 = hash.finish().toLatin1();
    file.gitId = gitId("version https://git-lfs.github.com/spec/v1\noid sha256:" + file.sha256 + "\nsize " +
        QByteArray::number(bytes.size()) + "\n");
    return file;
}

}  // namespace

void Repository::commit(const QMap<QString, QByteArray>& files)
{
    Commit next;
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(id.toUtf8() + QByteArray::number(qulonglong(history.size())));
    for (auto each = files.begin(); each != files.end(); ++each) {
        const RepositoryFile file = fileOf(each.key(), each.value());
        hash.addData(each.key().toUtf8() + file.gitId);
        next.files.insert(each.key(), file);
    }
    next.id = QString::fromLatin1(hash.result().toHex());
    history.push_back(std::move(next));
}

const Commit* Repository::at(const QString& revision) const
{
    if (revision == QLatin1String("main"))
        return history.empty() ? nullptr : &history.back();
    const auto found =
        std::find_if(history.begin(), history.end(), [&](const Commit& each) { return each.id == revision; });
    return found == history.end() ? nullptr : &*found;
}

Repository Repository::of(const QString& id, const QMap<QString, QByteArray>& files)
{
    Repository repository;
    repository.id = id;
    repository.commit(files);
    return repository;
}

}  // namespace reverie::fake_hub
