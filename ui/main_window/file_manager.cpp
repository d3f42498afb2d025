#include "ui/main_window/file_manager.h"

#include "ui/main_window/toast.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace reverie::ui {
namespace {

constexpr int kPatienceMs = 10'000;  // the bus may have to start it

void openFolderOf(const QString& path, Toast& toast)
{
    const QString folder = QFileInfo(path).absolutePath();
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        toast.tell(Toast::tr("No program here opens folders. It lies in %1.").arg(folder));
}

}  // namespace

void showInFileManager(const QString& path, Toast& toast)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        openFolderOf(path, toast);
        return;
    }
    const QString name = QStringLiteral("org.freedesktop.FileManager1");
    QDBusMessage call = QDBusMessage::createMethodCall(
        name, QStringLiteral("/org/freedesktop/FileManager1"), name, QStringLiteral("ShowItems"));
    call << QStringList(QUrl::fromLocalFile(path).toString(QUrl::FullyEncoded)) << QString();
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, kPatienceMs), &toast);
    QObject::connect(
        watcher, &QDBusPendingCallWatcher::finished, &toast, [path, &toast](QDBusPendingCallWatcher* done) {
            done->deleteLater();
            if (done->isError())
                openFolderOf(path, toast);
        });
}

}  // namespace reverie::ui
