#include "core/settings/settings.h"

#include "core/io/fault_points.h"
#include "core/settings/kept_json.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <cerrno>
#include <limits>
#include <sys/wait.h>
#include <unistd.h>

using namespace reverie;
using namespace reverie::settings;

namespace {

const QString kScale = key::kTextScale;
const QString kTheme = key::kTheme;

bool plant(const QString& path, const QByteArray& content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

nlohmann::json jsonOf(const QString& path)
{
    const QByteArray content = contentOf(path);
    return nlohmann::json::parse(content.begin(), content.end(), nullptr, false);
}

}  // namespace

/// Rows F02 to F06 of the reliability table among others.
class TstSettings final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void everyStandardFitsAndEveryTextIsThere()
    {
        QSet<QString> keys;
        for (const Setting& setting : allSettings()) {
            QVERIFY2(fits(setting, setting.standard), setting.key);
            QVERIFY2(!title(setting).isEmpty() && help(setting).endsWith('.'), setting.key);
            QVERIFY2(!title(setting.category).isEmpty(), setting.key);
            QVERIFY2((setting.kind == Kind::Choice) == !setting.choices.empty(), setting.key);
            const bool isTyped = setting.kind == Kind::Text || setting.kind == Kind::File ||
                setting.kind == Kind::Folder || setting.kind == Kind::Folders;
            QVERIFY2(isTyped != emptyMeans(setting).isEmpty(), setting.key);
            keys << setting.key;
        }
        QCOMPARE(keys.size(), static_cast<qsizetype>(allSettings().size()));
    }

    void searchFindsByWordsInAnyOrderAndCase()
    {
        const auto found = searchSettings("SIZE text");
        QCOMPARE(found.size(), 1u);
        QCOMPARE(found[0]->key, key::kTextScale);
        QVERIFY(!searchSettings("brain float").empty());  // a choice
        QVERIFY(searchSettings("zebra").empty());
        QCOMPARE(searchSettings(" ").size(), allSettings().size());
    }

    void changesSurviveARestart()
    {
        {
            Settings settings(file());
            QSignalSpy changed(&settings, &Settings::changed);
            QVERIFY(settings.set(kScale, 125).has_value());
            QVERIFY(settings.set(kTheme, QString("dark")).has_value());
            QVERIFY(settings.set(kTheme, QString("dark")).has_value());
            settings.setShortcut("create.generate", "Ctrl+G");
            QCOMPARE(changed.size(), 2);
        }
        Settings again(file());
        QCOMPARE(again.get<int>(key::kTextScale), 125);
        QCOMPARE(again.get<QString>(key::kTheme), "dark");
        QCOMPARE(*again.shortcut("create.generate"), "Ctrl+G");
        QVERIFY(!again.isStandard(kScale));
        again.resetAll();
        again.setShortcut("create.generate", std::nullopt);
        again.flush();
        const Settings last(file());
        QVERIFY(last.isStandard(kScale) && last.isStandard(kTheme) && !last.shortcut("create.generate"));
    }

    void refusesWhatIsNoValueOfTheSetting_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QVariant>("value");
        QTest::newRow("too small") << kScale << QVariant(74);
        QTest::newRow("too large") << kScale << QVariant(201);
        QTest::newRow("another type") << kScale << QVariant(QString("100"));
        QTest::newRow("no such choice") << kTheme << QVariant(QString("pink"));
        QTest::newRow("no such setting") << "appearance.colour" << QVariant(1);
    }

    void refusesWhatIsNoValueOfTheSetting()
    {
        QFETCH(QString, key);
        QFETCH(QVariant, value);
        Settings settings{QString()};
        const Value typed = value.userType() == QMetaType::Int ? Value(value.toInt()) : Value(value.toString());
        QVERIFY(!settings.set(key, typed).has_value());
        QVERIFY(settings.isStandard(kScale) && settings.isStandard(kTheme));
    }

    void addsFolderAfterFolder()
    {
        Settings settings(QString{});
        QCOMPARE(settings.folders(key::kModelFolders), QStringList());
        for (const char* folder : {"/models", "/more models", "/models"})
            QVERIFY(settings.addFolder(key::kModelFolders, folder));
        QCOMPARE(settings.folders(key::kModelFolders), QStringList({"/models", "/more models"}));
    }

    void f02_aBrokenFileGivesTheLastGoodOneAndOneNote_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("all NUL") << QByteArray(300, '\0');
        QTest::newRow("random bytes") << QByteArray("\x93\x11\xfe\x00{\xc3\x28", 7);
        QTest::newRow("half a line") << QByteArray("{\"version\": 1, \"values\": {\"appe");
        QTest::newRow("no object") << QByteArray("[1, 2]");
        QTest::newRow("100 MB") << QByteArray(100 << 20, ' ');
    }

    void f02_aBrokenFileGivesTheLastGoodOneAndOneNote()
    {
        QFETCH(QByteArray, content);
        {
            Settings settings(file());
            QVERIFY(settings.set(kScale, 125).has_value());
            QVERIFY(settings.set(kTheme, QString("dark")).has_value());
        }
        QVERIFY(plant(file(), content));
        {
            Settings settings(file());
            QCOMPARE(settings.get<int>(key::kTextScale), 125);
            QVERIFY2(settings.note().contains("settings.json.broken"), qPrintable(settings.note()));
            QCOMPARE(QFileInfo(file() + ".broken").size(), content.size());
            QVERIFY(settings.set(kScale, 150).has_value());
        }
        const Settings again(file());
        QVERIFY(again.note().isEmpty());
        QCOMPARE(again.get<int>(key::kTextScale), 150);
    }

    void f02_theLastGoodOneIsThereAtTheStartAfterTheNext()
    {
        {
            Settings settings(file());
            QVERIFY(settings.set(kScale, 125).has_value());
            QVERIFY(settings.set(kTheme, QString("dark")).has_value());
        }
        QVERIFY(plant(file(), "{"));
        QVERIFY(!Settings(file()).note().isEmpty());
        const Settings again(file());
        QVERIFY2(again.note().isEmpty(), qPrintable(again.note()));
        QCOMPARE(again.get<int>(key::kTextScale), 125);
    }

    void aValueWithoutEffectCanBeReset()
    {
        QVERIFY(plant(file(), R"({"version": 1, "values": {"appearance.textScale": 9999}})"));
        {
            Settings settings(file());
            QVERIFY(settings.isStandard(kScale));
            settings.reset(kScale);
        }
        QVERIFY(!jsonOf(file())["values"].contains("appearance.textScale"));
    }

    void f02_withoutAGoodOneAllIsAsAtTheBeginning()
    {
        QVERIFY(plant(file(), "{"));
        const Settings settings(file());
        QVERIFY(settings.isStandard(kScale));
        QVERIFY2(settings.note().contains("beginning"), qPrintable(settings.note()));
    }

    void f03_aWrongValueCostsOnlyItself_data()
    {
        QTest::addColumn<QByteArray>("value");
        for (const char* wrong : {"89", "201", "1e300", "100.5", "\"100\"", "true", "null", "[]", "{}"})
            QTest::newRow(wrong) << QByteArray(wrong);
    }

    void f03_aWrongValueCostsOnlyItself()
    {
        QFETCH(QByteArray, value);
        QVERIFY(plant(file(),
            R"({"version": 1, "values": {"appearance.theme": "dark", "appearance.textScale": )" + value + "}}"));
        const Settings settings(file());
        QVERIFY(settings.note().isEmpty());
        QVERIFY(settings.isStandard(kScale));
        QCOMPARE(settings.get<QString>(key::kTheme), "dark");
    }

    void f03_aFolderThatIsNotThereComesBackWithIt()
    {
        const QString pictures = m_folder->filePath("drive");
        QVERIFY(QDir().mkpath(pictures));
        QVERIFY(Settings(file()).set(key::kPicturesFolder, pictures).has_value());
        QVERIFY(QDir().rmdir(pictures));
        {
            Settings settings(file());
            QVERIFY(settings.isStandard(key::kPicturesFolder));
            QVERIFY(settings.set(kScale, 125).has_value());
        }
        QVERIFY(QDir().mkpath(pictures));
        QCOMPARE(Settings(file()).get<QString>(key::kPicturesFolder), pictures);
    }

    void f03_whatIsNotKnownSurvivesASave()
    {
        QVERIFY(plant(file(),
            R"({"version": 1, "later": [1], "values": {"later.key": {"a": 2}}, "shortcuts": {"x": "Ctrl+X"}})"));
        QVERIFY(Settings(file()).set(kScale, 125).has_value());
        const auto saved = jsonOf(file());
        QVERIFY(saved["later"] == nlohmann::json::parse("[1]"));
        QVERIFY(saved["values"]["later.key"] == nlohmann::json::parse(R"({"a": 2})"));
        QVERIFY(saved["shortcuts"]["x"] == "Ctrl+X");
        QVERIFY(saved["values"][key::kTextScale] == 125);
    }

    void f04_aNewerFileIsNotWrittenUntilTheUserAgrees()
    {
        const QByteArray newer = R"({"version": 2, "values": {"appearance.textScale": 125}})";
        QVERIFY(plant(file(), newer));
        Settings settings(file());
        QVERIFY(settings.isNewer());
        QVERIFY(settings.note().contains("newer Reverie"));
        QCOMPARE(settings.get<int>(key::kTextScale), 125);
        QVERIFY(settings.set(kScale, 150).has_value());
        settings.flush();
        QCOMPARE(contentOf(file()), newer);
        settings.adopt();
        settings.flush();
        QCOMPARE(Settings(file()).get<int>(key::kTextScale), 150);
    }

    void f05_aSaveThatEndsAnywhereLeavesTheOldOrTheNew()
    {
        QVERIFY(Settings(file()).set(kScale, 100 + 1).has_value());
        bool wasThrough = false;
        for (int point = 1; !wasThrough; ++point) {
            const int before = Settings(file()).get<int>(key::kTextScale);
            const int after = before == 125 ? 150 : 125;
            {
                Settings settings(file());
                io::FaultPlan plan(point, EIO, true);
                QVERIFY(settings.set(kScale, after).has_value());
                settings.flush();
                wasThrough = plan.passed() < point;
            }
            const Settings left(file());
            QVERIFY(left.note().isEmpty());
            const int now = left.get<int>(key::kTextScale);
            QVERIFY2(now == before || now == after, qPrintable(QString::number(now)));
            QVERIFY(!wasThrough || now == after);
        }
    }

    void f05_aKillAtAnyPointLeavesTheOldOrTheNew()
    {
        QVERIFY(Settings(file()).set(kScale, 101).has_value());
        QVERIFY(Settings(file()).set(kScale, 102).has_value());  // from here on a last good copy is written as well
        bool wasThrough = false;
        int kills = 0;
        for (int point = 1; !wasThrough; ++point) {
            const int before = Settings(file()).get<int>(key::kTextScale);
            const int after = before == 125 ? 150 : 125;
            auto json = jsonOf(file());
            json["values"][key::kTextScale] = after;
            wasThrough = !isKilledAt(point, json);
            kills += wasThrough ? 0 : 1;
            const Settings left(file());
            QVERIFY2(left.note().isEmpty(), qPrintable(left.note()));
            const int now = left.get<int>(key::kTextScale);
            QVERIFY2(now == before || now == after, qPrintable(QString::number(now)));
            QVERIFY(!wasThrough || now == after);
        }
        QCOMPARE(kills, 10);  // twice: open, write, sync, rename, sync of the folder
    }

    void f06_withoutAPlaceToWriteChangesLastUntilTheEnd()
    {
        QVERIFY(plant(m_folder->filePath("home"), "a file, no folder"));
        Settings settings(m_folder->filePath("home/settings.json"));
        QSignalSpy notSaved(&settings, &Settings::notSaved);
        QVERIFY(settings.set(kScale, 125).has_value());
        QVERIFY(settings.set(kScale, 150).has_value());
        settings.flush();
        QTRY_COMPARE(notSaved.size(), 1);
        QTest::qWait(0);
        QCOMPARE(notSaved.size(), 1);  // told once
        QCOMPARE(settings.get<int>(key::kTextScale), 150);
    }

    void f06_aFullDiskIsToldOnceAndTheOldFileStays()
    {
        QVERIFY(Settings(file()).set(kScale, 125).has_value());
        Settings settings(file());
        QSignalSpy notSaved(&settings, &Settings::notSaved);
        {
            io::FaultPlan full(1, ENOSPC, true);
            QVERIFY(settings.set(kScale, 150).has_value());
            settings.flush();
        }
        QTRY_COMPARE(notSaved.size(), 1);
        QVERIFY(notSaved.at(0).at(0).toString().contains("full"));
        QCOMPARE(Settings(file()).get<int>(key::kTextScale), 125);
    }

private:
    /// Saves in another process, which dies at this point of the save; false when it lived through it.
    bool isKilledAt(int point, const nlohmann::json& json) const
    {
        const pid_t child = ::fork();
        if (child == 0) {
            const io::FaultPlan plan(point, io::kKill, true);
            ::_exit(writeKeptJson(file(), json, true) ? 0 : 1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        return WIFSIGNALED(status);
    }

    QString file() const { return m_folder->filePath("settings.json"); }
    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstSettings)
#include "tst_settings.moc"
