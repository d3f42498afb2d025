#include "core/library/library.h"
#include "tests/support/tiny_model.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <fcntl.h>
#include <sys/stat.h>

using namespace reverie;
using namespace reverie::library;
using namespace reverie::test;

namespace {

constexpr int kPatienceMs = 60'000;
const QByteArray kLora = SafetensorsBuilder().addF32("lora_te.lora_up.weight", {4}).build();

}  // namespace

/// The list stands in the window's thread and follows what happens to the files.
class TstLibrary final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void listsWhatIsThere()
    {
        write("models/a.safetensors", kLora);
        write("mine/b.safetensors", kLora);
        Library library(places(), path("cache.json"), 1);
        QSignalSpy changed(&library, &Library::changed);
        QVERIFY(scan(library));
        QVERIFY(!changed.isEmpty());
        QCOMPARE(names(library), (QStringList{"a", "b"}));
        const LibraryEntry& a = library.entries()[0];
        QCOMPARE(library.find(a.id), &a);
        QCOMPARE(library.findPath(path("models/a.safetensors")), &a);
        QCOMPARE(library.find("nobody"), nullptr);
        QCOMPARE(library.findPath("/nowhere"), nullptr);
        changed.clear();
        QVERIFY(scan(library));
        QVERIFY(changed.isEmpty());
    }

    void noticesAddedRenamedAndRemovedFiles()
    {
        write("models/a.safetensors", kLora);
        Library library(places(), {}, 1);
        QVERIFY(scan(library));
        write("models/sub/b.safetensors", kLora);
        QTRY_COMPARE_WITH_TIMEOUT(names(library), (QStringList{"a", "b"}), kPatienceMs);
        QVERIFY(QFile::rename(path("models/sub/b.safetensors"), path("models/sub/c.safetensors")));
        QTRY_COMPARE_WITH_TIMEOUT(names(library), (QStringList{"a", "c"}), kPatienceMs);
        QVERIFY(QFile::remove(path("models/a.safetensors")));
        QTRY_COMPARE_WITH_TIMEOUT(names(library), QStringList{"c"}, kPatienceMs);
    }

    void followsAFileThatIsStillBeingWritten()
    {
        write("models/a.safetensors", kLora.chopped(4));
        Library library(places(), {}, 1);
        QVERIFY(scan(library));
        QVERIFY(!library.entries()[0].identity.whyNot.isEmpty());
        QCOMPARE(library.entries()[0].identity.kind, ModelKind::Unknown);
        write("models/a.safetensors", kLora);
        QTRY_COMPARE_WITH_TIMEOUT(library.entries()[0].identity.kind, ModelKind::Lora, kPatienceMs);
    }

    void looksAgainOnlyWhereSomethingChanged()
    {
        write("models/a.safetensors", kLora);
        write("mine/b.safetensors", kLora);
        Library library(places(), {}, 1);
        for (const char* folder : {"models", "mine"})
            age(path(QString::fromLatin1(folder)));
        QVERIFY(scan(library));
        QSignalSpy looked(&library, &Library::looked);
        write("mine/c.safetensors", kLora);
        QTRY_COMPARE_WITH_TIMEOUT(names(library), (QStringList{"a", "b", "c"}), kPatienceMs);
        QVERIFY(!looked.isEmpty());
        for (const QVariantList& look : looked)
            QCOMPARE(look.value(0).toString(), path("mine"));
    }

    void otherPlacesGiveAnotherList()
    {
        write("models/a.safetensors", kLora);
        write("mine/b.safetensors", kLora);
        Library library({.models = path("models")}, {}, 1);
        QVERIFY(scan(library));
        QCOMPARE(names(library), QStringList{"a"});
        QSignalSpy scanned(&library, &Library::scanned);
        library.setPlaces({.folders = {path("mine")}});
        QVERIFY(scanned.wait(kPatienceMs));
        QCOMPARE(names(library), QStringList{"b"});
    }

    void endsInTheMiddleOfAScan()
    {
        for (int i = 0; i < 200; ++i)
            write(QStringLiteral("models/%1.safetensors").arg(i), kLora);
        for (int i = 0; i < 5; ++i) {
            Library library(places(), path("cache.json"), 1);
            library.scan();
            library.scan();
        }
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    LibraryPlaces places() const { return {.models = path("models"), .folders = {path("mine")}}; }

    void write(const QString& name, const QByteArray& bytes) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(path(name)).path()) && writeFile(path(name), bytes));
    }

    /// As if nothing had happened in it for a day.
    static void age(const QString& folder)
    {
        const std::array times = {timespec{::time(nullptr) - 86'400, 0}, timespec{::time(nullptr) - 86'400, 0}};
        QCOMPARE(::utimensat(AT_FDCWD, QFile::encodeName(folder).constData(), times.data(), 0), 0);
    }

    static bool scan(Library& library)
    {
        QSignalSpy scanned(&library, &Library::scanned);
        library.scan();
        return scanned.wait(kPatienceMs);
    }

    static QStringList names(const Library& library)
    {
        QStringList names;
        for (const LibraryEntry& entry : library.entries())
            names << entry.name;
        return names;
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstLibrary)
#include "tst_library.moc"
