#include "core/gallery/star_journal.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>

using namespace reverie;
using namespace reverie::gallery;

namespace {

const QString kA(64, 'a');
const QString kB(64, 'b');

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TstStarJournal final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void theLastLineOfAPictureCounts()
    {
        {
            StarJournal journal = open();
            QVERIFY(journal.note(kA, 10, true).has_value());
            QVERIFY(journal.note(kB, 20, true).has_value());
            QVERIFY(journal.note(kA, 10, false).has_value());
        }
        const StarJournal again = open();
        QVERIFY(!again.isStarred(kA));
        QVERIFY(again.isStarred(kB));
        QVERIFY(again.hasStarOfSize(20) && !again.hasStarOfSize(10));
    }

    void onlyAppends()
    {
        QByteArray before;
        for (const bool isStarred : {true, false, true}) {
            QVERIFY(open().note(kA, 10, isStarred).has_value());
            const QByteArray now = contentOf(file());
            QVERIFY(now.startsWith(before) && now.size() > before.size() && now.endsWith('\n'));
            before = now;
        }
    }

    /// Cut off at any byte the journal loses the last star at most, and takes new ones.
    void aTornEndCostsOnlyTheLastLine()
    {
        QVERIFY(open().note(kA, 10, true).has_value());
        const qsizetype first = contentOf(file()).size();
        QVERIFY(open().note(kB, 20, true).has_value());
        const QByteArray whole = contentOf(file());
        for (qsizetype length = first; length < whole.size(); ++length) {
            QFile torn(file());
            QVERIFY(torn.open(QIODevice::WriteOnly));
            torn.write(whole.left(length));
            torn.close();
            QVERIFY(open().note("c", 30, true).has_value());
            const StarJournal again = open();
            QVERIFY(again.isStarred(kA) && again.isStarred("c"));
            QCOMPARE(again.isStarred(kB), length == whole.size() - 1);  // only the line break is missing
        }
    }

    void linesOfAnotherFormCostOnlyThemselves()
    {
        QVERIFY(QDir().mkpath(m_folder->filePath("below")));
        QFile odd(file());
        QVERIFY(odd.open(QIODevice::WriteOnly));
        odd.write("\n[]\n{\"sha256\": 5, \"star\": true}\n{\"sha256\": \"x\", \"star\": 1}\n\xff\xfe\n");
        odd.write("{\"sha256\": \"later\", \"star\": true, \"bytes\": \"many\", \"album\": 3}\n");
        odd.close();
        const StarJournal journal = open();
        QVERIFY(journal.isStarred("later"));
        QVERIFY(!journal.isStarred("x"));
    }

    void f01_aWriteThatEndsShortChangesNoStar()
    {
        StarJournal journal = open();
        QVERIFY(journal.note(kA, 10, true).has_value());
        {
            const Limit limit(static_cast<rlim_t>(contentOf(file()).size()) + 20);
            QVERIFY(!journal.note(kB, 20, true).has_value());
        }
        QVERIFY(!journal.isStarred(kB));
        QVERIFY(journal.note("c", 30, true).has_value());
        const StarJournal again = open();
        QVERIFY(again.isStarred(kA) && again.isStarred("c") && !again.isStarred(kB));
    }

    void saysWhichFileCannotBeWritten()
    {
        QVERIFY(QDir().mkpath(file()));  // a folder has its name
        const auto refused = StarJournal::open(file());
        QVERIFY(!refused.has_value());
        QVERIFY(sentence(refused.error()).contains(file()));
    }

private:
    /// While it lives, no file of this process grows beyond `bytes`.
    class Limit final {
    public:
        explicit Limit(rlim_t bytes)
        {
            std::signal(SIGXFSZ, SIG_IGN);
            ::getrlimit(RLIMIT_FSIZE, &m_before);
            const rlimit limit{bytes, m_before.rlim_max};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        }
        ~Limit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

    private:
        rlimit m_before{};
    };

    QString file() const { return m_folder->filePath("below/stars.jsonl"); }
    StarJournal open() const { return StarJournal::open(file()).value(); }
    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstStarJournal)
#include "tst_star_journal.moc"
