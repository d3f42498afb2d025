#include "tests/support/fake_hub/hub_description.h"

#include "tests/support/fake_hub/fake_hub.h"

#include <QDirIterator>
#include <QFileInfo>
#include <nlohmann/json.hpp>

namespace reverie::fake_hub {
namespace {

using nlohmann::json;

QString textOf(const json& object, const char* name, const QString& otherwise = {})
{
    return QString::fromStdString(object.value(name, otherwise.toStdString()));
}

QStringList listOf(const json& object, const char* name)
{
    QStringList list;
    for (const json& each : object.value(name, json::array()))
        list << QString::fromStdString(each.get<std::string>());
    return list;
}

/// The mapping lives as long as the program.
QByteArray mapped(const QString& path)
{
    auto* file = new QFile(path);
    const bool isOpen = file->open(QIODevice::ReadOnly);
    uchar* bytes = isOpen && file->size() > 0 ? file->map(0, file->size()) : nullptr;
    return bytes == nullptr ? QByteArray()
                            : QByteArray::fromRawData(reinterpret_cast<const char*>(bytes), file->size());
}

QMap<QString, QByteArray> filesBelow(const QString& folder)
{
    QMap<QString, QByteArray> files;
    QDirIterator each(folder, QDir::Files, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        const QString path = each.next();
        files.insert(QDir(folder).relativeFilePath(path), mapped(path));
    }
    return files;
}

Token tokenOf(const json& object)
{
    static const QMap<QString, Token::Kind> kKinds = {{QStringLiteral("read"), Token::Kind::Read},
        {QStringLiteral("write"), Token::Kind::Write}, {QStringLiteral("fine"), Token::Kind::FineGrained},
        {QStringLiteral("fine-gated"), Token::Kind::FineGrainedWithGated}};
    return {textOf(object, "user"), kKinds.value(textOf(object, "kind")), object.value("expired", false)};
}

Repository repositoryOf(const json& object, const QDir& base)
{
    static const QMap<QString, Access> kAccess = {{QStringLiteral("granted"), Access::Granted},
        {QStringLiteral("pending"), Access::Pending}, {QStringLiteral("refused"), Access::Refused}};
    QMap<QString, QByteArray> files;
    if (object.contains("folder"))
        files = filesBelow(base.absoluteFilePath(textOf(object, "folder")));
    const json texts = object.value("files", json::object());
    for (const auto& [path, text] : texts.items())
        files.insert(QString::fromStdString(path), QByteArray::fromStdString(text.get<std::string>()));
    Repository repository = Repository::of(textOf(object, "id"), files);
    const QString gate = textOf(object, "gate");
    repository.gate = gate.isEmpty() ? Gate::None : gate == QLatin1String("auto") ? Gate::Auto : Gate::Manual;
    const json users = object.value("access", json::object());
    for (const auto& [user, access] : users.items())
        repository.access.insert(
            QString::fromStdString(user), kAccess.value(QString::fromStdString(access.get<std::string>())));
    repository.isPrivate = object.value("private", false);
    repository.readers = listOf(object, "readers");
    repository.isDisabled = object.value("disabled", false);
    repository.movedTo = textOf(object, "movedTo");
    repository.license = textOf(object, "license", repository.license);
    repository.tags = listOf(object, "tags");
    repository.downloads = object.value("downloads", 0);
    repository.likes = object.value("likes", 0);
    return repository;
}

}  // namespace

QString describe(FakeHub& hub, const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return QStringLiteral("cannot read %1").arg(path);
    try {
        const json description = json::parse(file.readAll().toStdString());
        const json tokens = description.value("tokens", json::object());
        for (const auto& [secret, token] : tokens.items())
            hub.addToken(QByteArray::fromStdString(secret), tokenOf(token));
        for (const json& repository : description.value("repositories", json::array()))
            hub.add(repositoryOf(repository, QFileInfo(path).dir()));
    } catch (const json::exception& error) {
        return QStringLiteral("%1: %2").arg(path, QString::fromUtf8(error.what()));
    }
    return {};
}

}  // namespace reverie::fake_hub
