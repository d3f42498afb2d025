#include "core/gallery/gallery.h"

#include "tests/support/gallery_folder.h"

#include <QSignalSpy>
#include <QtTest>

using namespace reverie;
using namespace reverie::gallery;

namespace {

constexpr int kPatienceMs = 10'000;

}  // namespace

class TstGallery final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        qputenv("HOME", m_folder->path("").toUtf8());
        qputenv("XDG_DATA_HOME", m_folder->path("share").toUtf8());  // the trash is there
    }

    void answersWhatWasAskedBeforeItWasOpen()
    {
        m_folder->addPicture("a.png", 1);
        Gallery gallery(m_folder->places());
        QSignalSpy opened(&gallery, &Gallery::opened);
        gallery.open();
        auto page = gallery.recent(10);
        QVERIFY(waitFor(page));
        QCOMPARE(page.result().size(), 1u);
        QVERIFY(opened.size() == 1 || opened.wait(kPatienceMs));
        QVERIFY(opened.at(0).at(0).toString().isEmpty());
    }

    void takesInNewPicturesAndStars()
    {
        Gallery gallery(m_folder->places());
        gallery.open();
        QSignalSpy added(&gallery, &Gallery::added);
        QSignalSpy changed(&gallery, &Gallery::changed);
        const QString a = m_folder->addPicture("a.png", 1);
        gallery.add(a);
        gallery.setStar(a, true);
        QVERIFY(changed.wait(kPatienceMs));
        QCOMPARE(added.size(), 1);
        QVERIFY(changed.at(0).at(0).value<GalleryPicture>().isStarred);
    }

    void findsWhatOtherProgramsSave_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("in the folder itself") << "a.png";
        QTest::newRow("in the first folder of a day") << "2026-11-29/a.png";
        QTest::newRow("in a folder that is there") << "2026-11-28/b.png";
    }

    void findsWhatOtherProgramsSave()
    {
        QFETCH(QString, name);
        m_folder->addPicture("2026-11-28/own.png", 1);
        Gallery gallery(m_folder->places());
        QSignalSpy found(&gallery, &Gallery::found);
        const auto opened = openAndSettle(gallery);
        QVERIFY(opened && found.isEmpty());
        const QString path = m_folder->addPicture(name, 2);
        QVERIFY(found.wait(kPatienceMs));
        const auto pictures = found.at(0).at(0).value<std::vector<GalleryPicture>>();
        QCOMPARE(pictures.size(), std::size_t(1));
        QCOMPARE(pictures[0].path, path);
        QCOMPARE(*pictures[0].seed, 2u);
    }

    void findsPicturesInAFolderThatComesLater()
    {
        Gallery gallery(m_folder->places());
        QSignalSpy found(&gallery, &Gallery::found);
        QVERIFY(openAndSettle(gallery) && !QFileInfo::exists(m_folder->places().pictures));
        m_folder->addPicture("2026-11-29/a.png", 1);
        QVERIFY(found.wait(kPatienceMs));
        m_folder->addPicture("2026-11-29/b.png", 2);
        QVERIFY(found.wait(kPatienceMs));
    }

    void findsWhatCameInBetween()
    {
        m_folder->addPicture("2026-11-27/a.png", 1);
        {
            Gallery gallery(m_folder->places());
            QVERIFY(openAndSettle(gallery));
        }
        const QString late = m_folder->addPicture("2026-11-01/b.png", 2);
        Gallery gallery(m_folder->places());
        QSignalSpy found(&gallery, &Gallery::found);
        gallery.open();
        QVERIFY(found.wait(kPatienceMs));
        const auto pictures = found.at(0).at(0).value<std::vector<GalleryPicture>>();
        QCOMPARE(pictures.size(), std::size_t(1));
        QCOMPARE(pictures[0].path, late);
    }

    void followsItsFolder()
    {
        m_folder->addPicture("own.png", 7);
        Gallery gallery(m_folder->places());
        QSignalSpy found(&gallery, &Gallery::found);
        QVERIFY(openAndSettle(gallery));
        m_folder->addPicture("../elsewhere/a.png", 1);
        gallery.setFolder(m_folder->path("elsewhere"));
        QVERIFY(found.wait(kPatienceMs));
        m_folder->addPicture("../elsewhere/b.png", 2);
        QVERIFY(found.wait(kPatienceMs));
    }

    void knowsTheLatestPictureOfAModel()
    {
        m_folder->addPicture("a.png", 1, 20);
        const QString latest = m_folder->addPicture("b.png", 2, 10);
        Gallery gallery(m_folder->places());
        gallery.open();
        auto ofStarter = gallery.latestOf("starter");
        auto ofOther = gallery.latestOf("other");
        QVERIFY(waitFor(ofStarter) && waitFor(ofOther));
        QVERIFY(ofStarter.result().has_value() && !ofOther.result().has_value());
        QCOMPARE(ofStarter.result()->path, latest);
    }

    void theTrashCanBeUndoneAndTheStarComesBack()
    {
        const QString a = m_folder->addPicture("day/a.png", 1);
        Gallery gallery(m_folder->places());
        gallery.open();
        QSignalSpy removed(&gallery, &Gallery::removed);
        QSignalSpy added(&gallery, &Gallery::added);
        gallery.setStar(a, true);
        gallery.trash(a);
        QVERIFY(removed.wait(kPatienceMs));
        QVERIFY(!QFile::exists(a));
        QVERIFY(gallery.canUndoTrash());
        QCOMPARE(trashed("files").size(), 1);
        QCOMPARE(trashed("info").size(), 1);
        QVERIFY(QDir().rmdir(m_folder->path("pictures/day")));

        gallery.undoTrash();
        QVERIFY(added.wait(kPatienceMs));
        QVERIFY(QFile::exists(a));
        QVERIFY(added.at(0).at(0).value<GalleryPicture>().isStarred);
        QVERIFY(!gallery.canUndoTrash());
        QVERIFY(trashed("files").isEmpty() && trashed("info").isEmpty());
    }

    void theLatestTrashIsUndoneFirst()
    {
        const QString a = m_folder->addPicture("a.png", 1);
        const QString b = m_folder->addPicture("b.png", 2);
        Gallery gallery(m_folder->places());
        gallery.open();
        QSignalSpy removed(&gallery, &Gallery::removed);
        QSignalSpy added(&gallery, &Gallery::added);
        gallery.trash(a);
        gallery.trash(b);
        QTRY_COMPARE_WITH_TIMEOUT(removed.size(), 2, kPatienceMs);
        gallery.undoTrash();
        QVERIFY(added.wait(kPatienceMs));
        QCOMPARE(added.at(0).at(0).value<GalleryPicture>().path, b);
        QVERIFY(gallery.canUndoTrash());
    }

    void undoingNeverOverwritesAnotherFile()
    {
        const QString a = m_folder->addPicture("a.png", 1);
        Gallery gallery(m_folder->places());
        gallery.open();
        QSignalSpy removed(&gallery, &Gallery::removed);
        gallery.trash(a);
        QVERIFY(removed.wait(kPatienceMs));
        QVERIFY(m_folder->addFile("pictures/a.png", "another"));
        QSignalSpy failed(&gallery, &Gallery::failed);
        gallery.undoTrash();
        QVERIFY(failed.wait(kPatienceMs));
        QVERIFY2(failed.at(0).at(0).toString().contains(a), qPrintable(failed.at(0).at(0).toString()));
        QCOMPARE(QFileInfo(a).size(), 7);
        QCOMPARE(trashed("files").size(), 1);
        QVERIFY(gallery.canUndoTrash());
        QVERIFY(QFile::remove(a));
        QSignalSpy added(&gallery, &Gallery::added);
        gallery.undoTrash();
        QVERIFY(added.wait(kPatienceMs));
        QVERIFY(!gallery.canUndoTrash());
    }

    void aFileThatWasTakenAwayIsForgotten()
    {
        const QString a = m_folder->addPicture("a.png", 1);
        const QString b = m_folder->addPicture("b.png", 2);
        Gallery gallery(m_folder->places());
        gallery.open();
        QSignalSpy removed(&gallery, &Gallery::removed);
        QSignalSpy failed(&gallery, &Gallery::failed);
        QVERIFY(QFile::remove(a));
        gallery.trash(a);
        QVERIFY(failed.wait(kPatienceMs));
        QVERIFY(failed.at(0).at(0).toString().contains("not there any more"));
        gallery.dropIfGone(b);
        gallery.dropIfGone(a);
        QVERIFY(removed.wait(kPatienceMs));
        QCOMPARE(removed.size(), 1);
        QCOMPARE(removed.at(0).at(0).toString(), a);
        auto left = gallery.recent(10);
        QVERIFY(waitFor(left));
        QCOMPARE(left.result().size(), 1u);
    }

    void withoutAPlaceForTheIndexItSaysSoAndStillLooks()
    {
        const QString a = m_folder->addPicture("a.png", 7);
        QVERIFY(m_folder->addFile("data", "a file, no folder"));
        Gallery gallery(m_folder->places());
        QSignalSpy opened(&gallery, &Gallery::opened);
        gallery.open();
        QVERIFY(opened.wait(kPatienceMs));
        QVERIFY(!opened.at(0).at(0).toString().isEmpty());
        auto look = gallery.look(a);
        QVERIFY(waitFor(look));
        QCOMPARE(*look.result()->seed, 7u);
        QSignalSpy failed(&gallery, &Gallery::failed);
        gallery.setStar(a, true);
        QVERIFY(failed.wait(kPatienceMs));
    }

    void looksAtAFileThatItDoesNotHave()
    {
        Gallery gallery(m_folder->places());
        gallery.open();
        const QString outside = m_folder->addPicture("../outside.png", 9);
        auto look = gallery.look(outside);
        QVERIFY(waitFor(look));
        QCOMPARE(look.result()->id, 0);
        QCOMPARE(*look.result()->seed, 9u);
    }

private:
    /// Until it is open, has looked at its folder and watches it.
    static bool openAndSettle(Gallery& gallery)
    {
        QSignalSpy opened(&gallery, &Gallery::opened);
        gallery.open();
        if (!opened.wait(kPatienceMs))
            return false;
        auto looked = gallery.recent(1);  // behind it in the same thread
        QTest::qWait(50);                 // the watch has a thread of its own
        return waitFor(looked);
    }

    template <typename T>
    static bool waitFor(QFuture<T>& future)
    {
        return QTest::qWaitFor([&] { return future.isFinished(); }, kPatienceMs);
    }

    QStringList trashed(const QString& part) const
    {
        return QDir(m_folder->path("share/Trash/" + part)).entryList(QDir::Files);
    }

    std::optional<test::GalleryFolder> m_folder;
};

QTEST_GUILESS_MAIN(TstGallery)
#include "tst_gallery.moc"
