#include "core/settings/session_state.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::settings;

namespace {

constexpr int kPatienceMs = 10'000;

SessionState wholeState()
{
    SessionState state;
    state.request.prompt = QString::fromUtf8("лес, \"line\nbreak\"");
    state.request.seed = 18'446'744'073'709'551'615u;
    state.request.steps = 31;
    state.texts = {{"width", "51x"}, {"", ""}};
    state.switches = {{"card.seed", true}, {"card.image", false}};
    state.layouts = {{"main@1920", QByteArray("\0\xff\1", 3)}};
    state.page = "create";
    state.selectedPicture = "/pictures/a.png";
    state.lastSeed = 1'234'567'890'123'456'789u;
    return state;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TstSessionState final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void everyFieldComesBack()
    {
        {
            SessionKeeper keeper(file());
            QVERIFY(!keeper.isRestored());
            keeper.setState(wholeState());
        }
        const SessionKeeper again(file());
        QVERIFY(again.isRestored());
        QVERIFY(again.note().isEmpty());
        QVERIFY(again.state() == wholeState());
    }

    /// So that a kill -9 loses at most the patience.
    void isWrittenWithoutBeingAsked()
    {
        SessionKeeper keeper(file());
        keeper.setState(wholeState());
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(file()); }, kPatienceMs));
        QVERIFY(SessionKeeper(file()).state() == wholeState());
    }

    void isWrittenAlsoWhileItChangesAllTheTime()
    {
        SessionKeeper keeper(file());
        SessionState state;
        QVERIFY(QTest::qWaitFor(
            [&] {
                state.page += 'x';
                keeper.setState(state);
                return QFile::exists(file());
            },
            kPatienceMs));
    }

    void theSameStateIsNotWrittenAgain()
    {
        SessionKeeper keeper(file());
        keeper.setState({});
        keeper.flush();
        QVERIFY(!QFile::exists(file()));
    }

    void f02_aBrokenFileGivesAnEmptySessionAndOneNote()
    {
        QFile broken(file());
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write(QByteArray(100, '\0'));
        broken.close();
        const SessionKeeper keeper(file());
        QVERIFY(!keeper.isRestored());
        QVERIFY(keeper.state() == SessionState());
        QVERIFY2(keeper.note().contains("session.json.broken"), qPrintable(keeper.note()));
        QCOMPARE(contentOf(file() + ".broken"), QByteArray(100, '\0'));
    }

    void onePartThatCannotBeReadCostsOnlyItself()
    {
        QFile odd(file());
        QVERIFY(odd.open(QIODevice::WriteOnly));
        odd.write(R"({"request": {"steps": "many"}, "texts": [1], "switches": {"a": 1, "b": true},)"
                  R"("layouts": 5, "page": {"x": 1}, "selected": "/a.png", "lastSeed": -1})");
        odd.close();
        const SessionKeeper keeper(file());
        QVERIFY(keeper.isRestored());
        SessionState wanted;
        wanted.switches = {{"b", true}};
        wanted.selectedPicture = "/a.png";
        QVERIFY(keeper.state() == wanted);
    }

private:
    QString file() const { return m_folder->filePath("session.json"); }
    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstSessionState)
#include "tst_session_state.moc"
