#include "core/gallery/picture_index.h"

#include "tests/support/gallery_folder.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::gallery;

namespace {

QStringList namesOf(const std::vector<GalleryPicture>& pictures)
{
    QStringList names;
    for (const GalleryPicture& picture : pictures)
        names << QFileInfo(picture.path).fileName();
    return names;
}

}  // namespace

class TstPictureIndex final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void aMissingIndexIsMadeFromTheFiles()
    {
        m_folder->addPicture("2026-11-23/a.png", 1, 30);
        m_folder->addPicture("2026-11-24/b.png", (std::uint64_t{1} << 63) + 5, 10);
        m_folder->addPicture("c.png", 3, 20);
        const auto index = open();
        const auto all = index->recent(10, {}).value();
        QCOMPARE(namesOf(all), (QStringList{"b.png", "c.png", "a.png"}));
        QVERIFY(index->note().isEmpty());
        QCOMPARE(all[0].width, test::GalleryFolder::kWidth);
        QCOMPARE(all[0].height, test::GalleryFolder::kHeight);
        QVERIFY(all[0].seed.has_value());
        QCOMPARE(*all[0].seed, (std::uint64_t{1} << 63) + 5);
        QCOMPARE(all[0].model, "starter");
        QCOMPARE(all[0].request->prompt, "a tree");
        QCOMPARE(all[0].bytes, QFileInfo(all[0].path).size());
        QCOMPARE(all[0].created, QFileInfo(all[0].path).lastModified().toUTC());
        QVERIFY(!all[0].isStarred);
    }

    void tellsWhereAPictureWasStopped()
    {
        m_folder->addPicture("a.png", 1, 0, {7, 20});
        m_folder->addPicture("b.png", 2, 10);
        const auto all = open()->recent(10, {}).value();
        QVERIFY(all[0].stop == (request::Stop{7, 20}) || all[1].stop == (request::Stop{7, 20}));
        QVERIFY(all[0].stop == request::Stop{} || all[1].stop == request::Stop{});
    }

    void anIndexThatIsThereIsNotMadeAgain()
    {
        m_folder->addPicture("a.png", 1);
        QCOMPARE(countOf(*open()), 1);
        m_folder->addPicture("behind its back.png", 2);
        QCOMPARE(countOf(*open()), 1);
    }

    void starsOutliveTheIndexAndARename()
    {
        const QString a = m_folder->addPicture("a.png", 1);
        const QString b = m_folder->addPicture("b.png", 2);
        m_folder->addPicture("c.png", 3);
        {
            const auto index = open();
            QVERIFY(index->setStar(a, true)->isStarred);
            QVERIFY(index->setStar(b, true)->isStarred);
            QVERIFY(!index->setStar(b, false)->isStarred);
        }
        QVERIFY(QFile::remove(m_folder->places().database));
        QVERIFY(QFile::rename(a, m_folder->path("pictures/z.png")));
        QStringList starred;
        const auto all = open()->recent(10, {}).value();
        for (const GalleryPicture& picture : all)
            if (picture.isStarred)
                starred << QFileInfo(picture.path).fileName();
        QCOMPARE(starred, QStringList{"z.png"});
    }

    void aBrokenIndexIsPutAsideAndMadeAnew()
    {
        const QString a = m_folder->addPicture("a.png", 1);
        QVERIFY(open()->setStar(a, true).has_value());
        QVERIFY(m_folder->addFile("data/gallery.sqlite", QByteArray(9000, 'x')));
        const auto index = open();
        QVERIFY2(index->note().contains("gallery.sqlite.broken-"), qPrintable(index->note()));
        QVERIFY(index->find(a).value()->isStarred);
    }

    void anInterruptedRebuildBeginsAgain()
    {
        m_folder->addPicture("a.png", 1);
        Cancellation cancelled;
        cancelled.cancel();
        const auto none = PictureIndex::open(m_folder->places(), cancelled);
        QCOMPARE(none.error().code, ErrorCode::Cancelled);
        QCOMPARE(countOf(*open()), 1);
    }

    void whatIsNoPictureHasNoRow()
    {
        const QString a = m_folder->addPicture("a.png", 1);
        QFile good(a);
        QVERIFY(good.open(QIODevice::ReadOnly));
        const QByteArray png = good.readAll();
        QVERIFY(m_folder->addFile("pictures/empty.png", {}));
        QVERIFY(m_folder->addFile("pictures/text.png", "not a picture"));
        QVERIFY(m_folder->addFile("pictures/cut.png", png.left(20)));
        QVERIFY(m_folder->addFile("pictures/noise.png", png.left(8) + QByteArray(500, '\xee')));
        QCOMPARE(namesOf(open()->recent(10, {}).value()), QStringList{"a.png"});
        QVERIFY(!open()->add(m_folder->path("pictures/text.png")).has_value());
    }

    void aPictureWithoutARecipeHasARowWithoutOne()
    {
        const auto png = image::encodePng(support::patterned(5, 6), {}).value();
        QVERIFY(m_folder->addFile("pictures/plain.png", png));
        const auto all = open()->recent(10, {}).value();
        QCOMPARE(namesOf(all), QStringList{"plain.png"});
        QVERIFY(!all[0].seed && !all[0].request && all[0].model.isEmpty());
    }

    void aFileThatChangedIsTakenInAnew()
    {
        const QString a = m_folder->addPicture("a.png", 1);
        const auto index = open();
        const std::int64_t id = index->find(a).value()->id;
        m_folder->addPicture("a.png", 2);
        const GalleryPicture again = index->add(a).value();
        QCOMPARE(*again.seed, 2u);
        QCOMPARE(again.id, id);
        QCOMPARE(countOf(*index), 1);
    }

    void pagesFollowEachOtherAlsoAtOneTime()
    {
        for (int each = 0; each < 7; ++each)
            m_folder->addPicture(QString("%1.png").arg(each), static_cast<std::uint64_t>(each));
        const QDateTime one = QDateTime::currentDateTimeUtc();
        for (int each = 0; each < 7; ++each) {
            QFile file(m_folder->path(QString("pictures/%1.png").arg(each)));
            QVERIFY(file.open(QIODevice::ReadWrite) && file.setFileTime(one, QFileDevice::FileModificationTime));
        }
        const auto index = open();
        QStringList names;
        std::optional<PageMark> mark;
        for (auto page = index->recent(3, mark).value(); !page.empty(); page = index->recent(3, mark).value()) {
            QVERIFY(page.size() <= 3);
            names << namesOf(page);
            mark = markBehind(page.back());
        }
        QCOMPARE(names, (QStringList{"6.png", "5.png", "4.png", "3.png", "2.png", "1.png", "0.png"}));
    }

    void aStarNeedsARowAndAFile()
    {
        const QString a = m_folder->addPicture("a.png", 1);
        const auto index = open();
        QCOMPARE(index->setStar("/nowhere/b.png", true).error().code, ErrorCode::NotFound);
        QVERIFY(QFile::remove(a));
        QCOMPARE(index->setStar(a, true).error().code, ErrorCode::NotFound);
        QVERIFY(!index->find(a).value()->isStarred);
    }

private:
    std::unique_ptr<PictureIndex> open() { return PictureIndex::open(m_folder->places(), {}).value(); }

    static int countOf(PictureIndex& index) { return static_cast<int>(index.recent(1000, {})->size()); }

    std::optional<test::GalleryFolder> m_folder;
};

QTEST_GUILESS_MAIN(TstPictureIndex)
#include "tst_picture_index.moc"
