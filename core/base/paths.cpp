#include "core/base/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace reverie {
namespace {

QString fromEnvironment(const char* variable)
{
    return qEnvironmentVariableIsSet(variable) ? qEnvironmentVariable(variable) : QString();
}

QString xdgCache()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/reverie");
}

/// The folder that holds `starter/model`: installed beside the program, or the checkout that it was built from.
QString resources()
{
    const QString named = fromEnvironment("REVERIE_RESOURCES_DIR");
    if (!named.isEmpty())
        return named;
    const QString installed = QCoreApplication::applicationDirPath() + QStringLiteral("/../share/reverie");
    return QFileInfo::exists(installed) ? QDir::cleanPath(installed) : QStringLiteral(REVERIE_RESOURCES);
}

}  // namespace

Paths Paths::forProcess(const QString& portableFolder)
{
    const QString folder = portableFolder.isEmpty() ? fromEnvironment("REVERIE_DATA_DIR") : portableFolder;
    Paths paths;
    if (!folder.isEmpty()) {
        const QString root = QDir(folder).absolutePath();
        paths.m_data = root + QStringLiteral("/data");
        paths.m_cache = root + QStringLiteral("/cache");
        paths.m_pictures = root + QStringLiteral("/pictures");
        return paths;
    }
    using Standard = QStandardPaths;
    paths.m_data = Standard::writableLocation(Standard::GenericDataLocation) + QStringLiteral("/reverie");
    paths.m_cache = xdgCache();
    paths.m_pictures = Standard::writableLocation(Standard::PicturesLocation) + QStringLiteral("/Reverie");
    return paths;
}

QString Paths::starterModel()
{
    return resources() + QStringLiteral("/starter/model");
}

QString Paths::catalogue()
{
    return resources() + QStringLiteral("/catalogue.json");
}

QString Paths::engineBinary()
{
    const QString named = fromEnvironment("REVERIE_ENGINE_BINARY");
    return named.isEmpty() ? QCoreApplication::applicationDirPath() + QStringLiteral("/reverie-engine") : named;
}

QString Paths::clipMerges()
{
    return xdgCache() + QStringLiteral("/clip/bpe_simple_vocab_16e6.txt");
}

}  // namespace reverie
