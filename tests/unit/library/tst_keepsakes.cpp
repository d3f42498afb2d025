#include "core/library/keepsakes.h"
#include "tests/support/safetensors_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::library;
using namespace reverie::test;

namespace {

Keepsake whole()
{
    Keepsake keepsake;
    keepsake.notes = "good for hills\nand sheep";
    keepsake.isFavourite = true;
    keepsake.lastUsedMs = 1'700'000'000'123;
    keepsake.prompt = "oil painting of";
    keepsake.negativePrompt = "text";
    keepsake.steps = 30;
    keepsake.guidanceScale = 6.5;
    keepsake.sampler = "Euler a";
    keepsake.schedule = "Karras";
    keepsake.thumbnail = "/pictures/hill.png";
    return keepsake;
}

}  // namespace

/// What a person writes down about a model outlives restarts, moves of the model, broken files and other versions.
class TstKeepsakes final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void keepsEverything()
    {
        Keepsakes(file()).set("a", whole());
        const Keepsakes again(file());
        QCOMPARE(again.of("a"), whole());
        QCOMPARE(again.of("b"), Keepsake());
        QCOMPARE(again.favourites(), QStringList{"a"});
        QCOMPARE(again.note(), QString());
    }

    void whatIsTakenBackIsGone()
    {
        Keepsakes(file()).set("a", whole());
        Keepsakes(file()).set("a", Keepsake());
        QCOMPARE(Keepsakes(file()).of("a"), Keepsake());
        QCOMPARE(Keepsakes(file()).favourites(), QStringList());
    }

    void tellsWhatWasUsedLast()
    {
        Keepsakes keepsakes({});
        keepsakes.noteUse("a", 10);
        keepsakes.noteUse("b", 20);
        keepsakes.noteUse("c", 15);
        keepsakes.noteUse("a", 30);
        keepsakes.set("d", whole());
        QCOMPARE(keepsakes.recent(2), (QStringList{"d", "a"}));
        QCOMPARE(keepsakes.recent(10), (QStringList{"d", "a", "b", "c"}));
    }

    void aMovedModelFindsItsKeepsakeByItsHash()
    {
        const QString hash(64, 'a');
        Keepsakes keepsakes(file());
        keepsakes.set("old", whole());
        keepsakes.noteHash("old", hash);
        keepsakes.noteHash("new", QString(64, 'b'));
        QCOMPARE(keepsakes.of("new"), Keepsake());
        keepsakes.noteHash("new", hash);
        QCOMPARE(keepsakes.of("new"), whole());
        QCOMPARE(keepsakes.of("old"), whole());
        Keepsake mine;
        mine.notes = "mine";
        keepsakes.set("other", mine);
        keepsakes.noteHash("other", hash);
        QCOMPARE(keepsakes.of("other"), mine);
    }

    void wrongValuesCountAsNotSet()
    {
        write(R"({"version": 1, "models": {"a": {"notes": 7, "steps": 0, "cfg": -1, "lastUsed": -5, "favourite": "yes",
            "prompt": "kept"}, "b": []}})");
        Keepsake expected;
        expected.prompt = "kept";
        QCOMPARE(Keepsakes(file()).of("a"), expected);
        QCOMPARE(Keepsakes(file()).of("b"), Keepsake());
        QCOMPARE(Keepsakes(file()).recent(5), QStringList());
    }

    void f03_unknownKeysSurvive()
    {
        write(R"({"version": 1, "later": [1], "models": {"a": {"notes": "x", "mood": "blue"}}})");
        Keepsakes(file()).set("a", whole());
        const auto json = nlohmann::json::parse(read());
        QCOMPARE(json["models"]["a"]["mood"], "blue");
        QCOMPARE(json["later"], nlohmann::json::array({1}));
        QCOMPARE(json["models"]["a"]["steps"], 30);
    }

    void f04_theFileOfANewerVersionIsLeftAsItIs()
    {
        const QByteArray newer = R"({"version": 2, "models": {"a": {"notes": "x"}}})";
        write(newer);
        {
            Keepsakes keepsakes(file());
            QCOMPARE(keepsakes.of("a").notes, "x");
            QVERIFY(keepsakes.note().startsWith("A newer Reverie wrote"));
            keepsakes.set("a", whole());
            QCOMPARE(keepsakes.of("a"), whole());
        }
        QCOMPARE(read(), newer);
    }

    void f02_aBrokenFileGivesWayToTheLastGoodOne()
    {
        Keepsakes(file()).set("a", whole());
        Keepsakes(file()).set("b", whole());
        write(QByteArray(100, '\0'));
        const Keepsakes keepsakes(file());
        QVERIFY(keepsakes.note().contains("is damaged"));
        QCOMPARE(keepsakes.of("a"), whole());
        QVERIFY(QFile::exists(file() + ".broken"));
    }

private:
    QString file() const { return m_folder->filePath("keepsakes.json"); }
    void write(const QByteArray& bytes) const { QVERIFY(writeFile(file(), bytes)); }

    QByteArray read() const
    {
        QFile kept(file());
        return kept.open(QIODevice::ReadOnly) ? kept.readAll() : QByteArray();
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstKeepsakes)
#include "tst_keepsakes.moc"
