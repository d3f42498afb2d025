#include "core/queue/output_plan.h"

#include "core/io/fault_points.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cerrno>

using namespace reverie;
using namespace reverie::queue;

class TstOutputPlan final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_wish = {};
        m_wish.pictures = m_folder->filePath(QStringLiteral("Pictures/Reverie"));
        m_wish.today = QDate(2026, 11, 23);
    }

    void makesAFolderADayAndCountsInIt()
    {
        auto plan = OutputPlan::make(m_wish).value();
        QVERIFY2(!QFileInfo::exists(m_wish.pictures), "nothing is made before there is a picture");
        QCOMPARE(plan.store(0, 1234567890, "png").value(), m_wish.pictures + "/2026-11-23/00000-1234567890.png");
        QCOMPARE(plan.store(1, 1234567891, "png").value(), m_wish.pictures + "/2026-11-23/00001-1234567891.png");
        QCOMPARE(OutputPlan::make(m_wish)->store(0, 5, "png").value(), m_wish.pictures + "/2026-11-23/00002-5.png");
    }

    void goesOnFromTheHighestNumber()
    {
        plant(QStringLiteral("00041-7.png"));
        plant(QStringLiteral("00007-7.png"));
        plant(QStringLiteral("123-7.png"));
        m_wish.target = m_folder->path();
        QCOMPARE(OutputPlan::make(m_wish)->store(0, 18446744073709551615U, "png").value(),
            m_folder->filePath(QStringLiteral("00042-18446744073709551615.png")));
    }

    void neverTakesANameThatAppearedMeanwhile()
    {
        m_wish.target = m_folder->path();
        m_wish.mayReplace = true;
        auto plan = OutputPlan::make(m_wish).value();
        plant(QStringLiteral("00000-5.png"));
        QCOMPARE(plan.store(0, 5, "png").value(), m_folder->filePath(QStringLiteral("00001-5.png")));
    }

    void numbersSeveralPicturesBesideTheFile()
    {
        m_wish.target = m_folder->filePath(QStringLiteral("red.forest.png"));
        m_wish.count = 12;
        auto plan = OutputPlan::make(m_wish).value();
        QCOMPARE(plan.store(0, 5, "png").value(), m_folder->filePath(QStringLiteral("red.forest-01.png")));
        QCOMPARE(plan.store(11, 16, "png").value(), m_folder->filePath(QStringLiteral("red.forest-12.png")));
    }

    void judgesTheTargetBeforeTheRun_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("count");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("no folder") << QStringLiteral("no/a.png") << 1 << ErrorCode::NotFound;
        QTest::newRow("no folder, with slash") << QStringLiteral("no/") << 1 << ErrorCode::NotFound;
        QTest::newRow("a file as folder") << QStringLiteral("old.png/a.png") << 1 << ErrorCode::NotFound;
        QTest::newRow("exists") << QStringLiteral("old.png") << 1 << ErrorCode::AlreadyExists;
        QTest::newRow("one of several exists") << QStringLiteral("many.png") << 3 << ErrorCode::AlreadyExists;
        QTest::newRow("no PNG name") << QStringLiteral("a.jpg") << 1 << ErrorCode::InvalidArgument;
    }

    void judgesTheTargetBeforeTheRun()
    {
        QFETCH(QString, target);
        QFETCH(int, count);
        QFETCH(ErrorCode, code);
        plant(QStringLiteral("old.png"));
        plant(QStringLiteral("many-2.png"));
        m_wish.target = m_folder->filePath(target);
        m_wish.count = count;
        const auto plan = OutputPlan::make(m_wish);
        QVERIFY(!plan);
        QCOMPARE(plan.error().code, code);
        QCOMPARE(files().size(), 2);
    }

    void standardOutputTakesOnePicture()
    {
        m_wish.target = QStringLiteral("-");
        QVERIFY(OutputPlan::make(m_wish).has_value());
        m_wish.count = 2;
        QCOMPARE(OutputPlan::make(m_wish).error().code, ErrorCode::InvalidArgument);
    }

    void aFolderThatCannotBeWrittenIsNamed()
    {
        m_wish.target = m_folder->path();
        const io::FaultPlan plan(1, EROFS, true);
        const auto made = OutputPlan::make(m_wish);
        QCOMPARE(made.error().code, ErrorCode::Permission);
        QVERIFY(made.error().detail.contains(m_folder->path()));
        QVERIFY(!made.error().detail.contains(QStringLiteral("probe")));
    }

    void noticesAFullDiskBeforeTheRun()
    {
        m_wish.target = m_folder->path();
        const auto plan = OutputPlan::make(m_wish).value();
        QVERIFY(plan.checkRoom(1, 512, 512).has_value());
        QCOMPARE(plan.checkRoom(2'000'000'000, 4096, 4096).error().code, ErrorCode::DiskFull);
    }

    void aPictureCanBeStoredAgainAfterAFailure()
    {
        m_wish.target = m_folder->path();
        auto plan = OutputPlan::make(m_wish).value();
        {
            const io::FaultPlan fault(1, ENOSPC, true);
            QCOMPARE(plan.store(0, 5, "png").error().code, ErrorCode::DiskFull);
        }
        QVERIFY(files().isEmpty());
        QCOMPARE(plan.store(0, 5, "png").value(), m_folder->filePath(QStringLiteral("00000-5.png")));
    }

private:
    void plant(const QString& name)
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QStringList files() const { return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden); }

    std::optional<QTemporaryDir> m_folder;
    OutputWish m_wish;
};

QTEST_GUILESS_MAIN(TstOutputPlan)
#include "tst_output_plan.moc"
