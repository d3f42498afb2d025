#include "core/secrets/file_store.h"

#include "core/io/atomic_file.h"
#include "core/io/system_error.h"
#include "core/secrets/secret_file.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace reverie::secrets {

FileStore::FileStore(QString folder) : m_folder(std::move(folder)) { }

QString FileStore::pathOf(const QString& name) const
{
    Q_ASSERT(!name.contains(QLatin1Char('/')) && !name.startsWith(QLatin1Char('.')));
    return m_folder + QLatin1Char('/') + name;
}

Result<Secret> FileStore::read(const QString& name)
{
    return readSecretFile(pathOf(name));
}

Result<void> FileStore::write(const QString& name, const Secret& secret)
{
    if (!QDir().mkpath(m_folder))
        return fail(ErrorCode::Permission, QStringLiteral("the folder %1 cannot be made").arg(m_folder));
    if (::chmod(QFile::encodeName(m_folder).constData(), 0700) != 0)
        return tl::unexpected<Error>(io::systemError(errno, QStringLiteral("cannot close %1 to others").arg(m_folder)));
    const QByteArray& bytes = secret.reveal();
    return io::writeWhole(pathOf(name),
        std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))), io::IfExists::Replace,
        io::Readers::OwnerOnly);
}

Result<void> FileStore::remove(const QString& name)
{
    const QString path = pathOf(name);
    if (::unlink(QFile::encodeName(path).constData()) != 0 && errno != ENOENT)
        return tl::unexpected<Error>(io::systemError(errno, QStringLiteral("cannot remove %1").arg(path)));
    return {};
}

}  // namespace reverie::secrets
