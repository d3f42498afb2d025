#include "tests/support/private_bus.h"
#include "ui/main_window/file_manager.h"
#include "ui/main_window/toast.h"

#include <QApplication>
#include <QDesktopServices>
#include <QUrl>

using namespace reverie;
using ui::showInFileManager;

/// A desktop's file manager.
class PlayedManager final : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.FileManager1")

public:
    QStringList shown;

    PlayedManager() : m_service("org.freedesktop.FileManager1", "/org/freedesktop/FileManager1", *this) { }

public Q_SLOTS:
    void ShowItems(const QStringList& items, const QString&) { shown += items; }

private:
    test::PlayedService m_service;
};

/// Whatever opens folders otherwise.
class PlayedOpener final : public QObject {
    Q_OBJECT

public:
    QStringList opened;

    PlayedOpener() { QDesktopServices::setUrlHandler("file", this, "open"); }
    ~PlayedOpener() override { QDesktopServices::unsetUrlHandler("file"); }
    Q_DISABLE_COPY_MOVE(PlayedOpener)

public Q_SLOTS:
    void open(const QUrl& url) { opened << url.toLocalFile(); }
};

class TstFileManager final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void selectsTheFileInItsFolder()
    {
        PlayedManager manager;
        const PlayedOpener opener;
        ui::Toast toast(&m_window);
        showInFileManager(QString::fromUtf8("/pictures/22 Wälder/100 % red#1.png"), toast);
        QTRY_COMPARE(manager.shown, QStringList{"file:///pictures/22%20W%C3%A4lder/100%20%25%20red%231.png"});
        QCOMPARE(opener.opened, QStringList());
        QCOMPARE(toast.accessibleDescription(), QString());
    }

    void opensTheFolderWhereNoManagerAnswers()
    {
        const PlayedOpener opener;
        ui::Toast toast(&m_window);
        showInFileManager("/pictures/2026/red.png", toast);
        QTRY_COMPARE(opener.opened, QStringList{"/pictures/2026"});
        QCOMPARE(toast.accessibleDescription(), QString());
    }

    void saysWhereItLiesWhereNothingOpensFolders()
    {
        ui::Toast toast(&m_window);
        showInFileManager("/pictures/2026/red.png", toast);
        QTRY_VERIFY(toast.accessibleDescription().contains("/pictures/2026"));
    }

    void forgetsTheAnswerWithTheWindow()
    {
        const PlayedOpener opener;
        {
            ui::Toast toast(&m_window);
            showInFileManager("/pictures/2026/red.png", toast);
        }
        QTest::qWait(100);
        QCOMPARE(opener.opened, QStringList());
    }

private:
    QWidget m_window;
};

int main(int argc, char** argv)
{
    return test::runOnPrivateBus<QApplication, TstFileManager>(argc, argv);
}
#include "tst_file_manager.moc"
