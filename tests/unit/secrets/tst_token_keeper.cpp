#include "core/secrets/token_keeper.h"

#include "core/secrets/file_store.h"
#include "core/secrets/keychain_store.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::secrets;

namespace {

/// A keychain that says what it is told to, and counts what would change it.
class FakeKeychain final : public KeychainBackend {
public:
    KeychainAnswer read(const QString& name) override
    {
        ++reads;
        if (status != KeychainStatus::NoError)
            return {status, {}};
        if (!entries.contains(name))
            return {KeychainStatus::EntryNotFound, {}};
        return {KeychainStatus::NoError, Secret(entries[name])};
    }
    KeychainAnswer write(const QString& name, const Secret& secret) override
    {
        if (status == KeychainStatus::NoError)
            entries[name] = secret.reveal();
        return {status, {}};
    }
    KeychainAnswer remove(const QString& name) override
    {
        if (status != KeychainStatus::NoError)
            return {status, {}};
        return {entries.remove(name) > 0 ? KeychainStatus::NoError : KeychainStatus::EntryNotFound, {}};
    }

    KeychainStatus status = KeychainStatus::NoError;
    QMap<QString, QByteArray> entries;
    int reads = 0;
};

/// All that a keeper stands on.
struct House {
    QTemporaryDir folder;
    FakeKeychain backend;
    KeychainStore keychain{backend};
    FileStore file{folder.filePath("secrets")};

    TokenKeeper keeper(TokenEnvironment environment = {}) { return {std::move(environment), {keychain, file}}; }
    [[nodiscard]] QString ownFile() const { return folder.filePath("secrets/hub-token"); }
    QString hubFile(const QByteArray& text)
    {
        QFile file(folder.filePath("token"));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
        return file.fileName();
    }
};

}  // namespace

class TstTokenKeeper final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrder()
    {
        House house;
        const TokenEnvironment saved{{}, {}, house.hubFile("hf_hub\n"), true};
        QCOMPARE(house.keeper(saved).held().source, TokenSource::HubFile);
        QCOMPARE(house.keeper(saved).held().secret.reveal(), QByteArray("hf_hub"));
        house.backend.entries["hub-token"] = "hf_keychain";
        QCOMPARE(house.keeper(saved).held().secret.reveal(), QByteArray("hf_keychain"));
        TokenKeeper keeper = house.keeper(saved);
        QVERIFY(keeper.save(Secret("hf_run"), Keep::ThisRun));
        QCOMPARE(keeper.held().secret.reveal(), QByteArray("hf_run"));
        TokenEnvironment set = saved;
        set.token = Secret("hf_variable");
        set.variable = "HF_TOKEN";
        const HeldToken held = house.keeper(set).held();
        QCOMPARE(held.secret.reveal(), QByteArray("hf_variable"));
        QVERIFY(held.words.contains("HF_TOKEN"));
    }

    void implicitTokensCanBeForbidden()
    {
        House house;
        house.backend.entries["hub-token"] = "hf_keychain";
        TokenKeeper keeper = house.keeper({{}, {}, house.hubFile("hf_hub"), false});
        QVERIFY(keeper.held().secret.isEmpty());
        QVERIFY(keeper.held().words.contains("HF_HUB_DISABLE_IMPLICIT_TOKEN"));
        QCOMPARE(house.backend.reads, 0);
        QVERIFY(keeper.save(Secret("hf_run"), Keep::ThisRun));
        QCOMPARE(keeper.held().secret.reveal(), QByteArray("hf_run"));
    }

    void asksTheKeychainOnce()
    {
        House house;
        TokenKeeper keeper = house.keeper();
        std::ignore = keeper.held();
        std::ignore = keeper.held();
        QCOMPARE(house.backend.reads, 1);
        keeper.lookAgain();
        std::ignore = keeper.held();
        QCOMPARE(house.backend.reads, 2);
    }

    void savesAndForgets()
    {
        House house;
        TokenKeeper keeper = house.keeper();
        const auto saved = keeper.save(Secret(" hf_new\n"), Keep::Keychain);
        QVERIFY(saved);
        QCOMPARE(saved->source, TokenSource::Keychain);
        QCOMPARE(house.backend.entries["hub-token"], QByteArray("hf_new"));
        QCOMPARE(keeper.held().secret.reveal(), QByteArray("hf_new"));
        QVERIFY(keeper.forget());
        QVERIFY(house.backend.entries.isEmpty() && keeper.held().secret.isEmpty());
        QVERIFY(keeper.forget());
    }

    void refusesWhatCanBeNoToken_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("white space") << QByteArray(" \n");
        QTest::newRow("two lines") << QByteArray("hf_a\r\nX-Evil: b");
        QTest::newRow("a sentence") << QByteArray("my token");
        QTest::newRow("not ASCII") << QByteArray("hf_\xc3\xa4");
        QTest::newRow("a file") << QByteArray(5000, 'a');
    }
    void refusesWhatCanBeNoToken()
    {
        QFETCH(const QByteArray, text);
        House house;
        house.backend.entries["hub-token"] = "hf_old";
        TokenKeeper keeper = house.keeper();
        const auto saved = keeper.save(Secret(text), Keep::Keychain);
        QCOMPARE(saved.error().code, ErrorCode::InvalidArgument);
        QVERIFY(text.size() < 4 || !sentence(saved.error()).contains(QString::fromUtf8(text)));
        QCOMPARE(house.backend.entries["hub-token"], QByteArray("hf_old"));
    }

    void n07_aLockedKeychainLosesNothing_data()
    {
        QTest::addColumn<KeychainStatus>("status");
        QTest::newRow("denied by the user") << KeychainStatus::AccessDeniedByUser;
        QTest::newRow("denied") << KeychainStatus::AccessDenied;
        QTest::newRow("another error") << KeychainStatus::OtherError;
        QTest::newRow("silent") << KeychainStatus::Silent;
    }
    void n07_aLockedKeychainLosesNothing()
    {
        QFETCH(const KeychainStatus, status);
        House house;
        house.backend.entries["hub-token"] = "hf_kept";
        house.backend.status = status;
        TokenKeeper keeper = house.keeper();
        const HeldToken held = keeper.held();
        QVERIFY(held.secret.isEmpty());
        QVERIFY(held.trouble && !held.trouble->remedy.isEmpty());
        QCOMPARE(house.backend.entries["hub-token"], QByteArray("hf_kept"));
        QVERIFY(!QFileInfo::exists(house.ownFile()));
        house.backend.status = KeychainStatus::NoError;
        keeper.lookAgain();
        QCOMPARE(keeper.held().secret.reveal(), QByteArray("hf_kept"));
    }

    void n07_aLockedKeychainDoesNotHideTheHubsFile()
    {
        House house;
        house.backend.status = KeychainStatus::AccessDenied;
        const HeldToken held = house.keeper({{}, {}, house.hubFile("hf_hub"), true}).held();
        QCOMPARE(held.secret.reveal(), QByteArray("hf_hub"));
        QVERIFY(held.trouble);
    }

    void n07_forgettingSaysThatAKeychainIsLocked()
    {
        House house;
        house.backend.status = KeychainStatus::AccessDenied;
        TokenKeeper keeper = house.keeper();
        QCOMPARE(keeper.forget().error().code, ErrorCode::Permission);
    }

    void n08_withoutAKeychainTheTokenLivesForThisRun_data()
    {
        QTest::addColumn<KeychainStatus>("status");
        QTest::newRow("none") << KeychainStatus::NoBackendAvailable;
        QTest::newRow("not implemented") << KeychainStatus::NotImplemented;
        QTest::newRow("silent") << KeychainStatus::Silent;
    }
    void n08_withoutAKeychainTheTokenLivesForThisRun()
    {
        QFETCH(const KeychainStatus, status);
        House house;
        house.backend.status = status;
        TokenKeeper keeper = house.keeper();
        const auto saved = keeper.save(Secret("hf_new"), Keep::Keychain);
        QVERIFY(saved);
        QCOMPARE(saved->source, TokenSource::ThisRun);
        QVERIFY(saved->words.contains("only until Reverie ends"));
        QCOMPARE(keeper.held().secret.reveal(), QByteArray("hf_new"));
        QVERIFY2(!QFileInfo::exists(house.folder.filePath("secrets")), "no file without consent");
        QVERIFY(house.keeper().held().secret.isEmpty());
    }

    void n08_withConsentAFileThatOnlyTheOwnerReads()
    {
        House house;
        house.backend.status = KeychainStatus::NoBackendAvailable;
        TokenKeeper keeper = house.keeper();
        QCOMPARE(keeper.save(Secret("hf_new"), Keep::KeychainOrFile)->source, TokenSource::OwnFile);
        const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFileInfo(house.ownFile()).permissions() & others));
        QVERIFY(!(QFileInfo(house.folder.filePath("secrets")).permissions() & others));
        QCOMPARE(house.keeper().held().secret.reveal(), QByteArray("hf_new"));
        QVERIFY(keeper.forget());
        QVERIFY(!QFileInfo::exists(house.ownFile()));
    }

    void n08_aFileThatOthersCouldReadIsClosed()
    {
        House house;
        house.backend.status = KeychainStatus::NoBackendAvailable;
        QVERIFY(house.file.write("hub-token", Secret("hf_old")));
        QVERIFY(QFile::setPermissions(house.ownFile(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        QVERIFY(house.keeper().save(Secret("hf_new"), Keep::KeychainOrFile));
        QVERIFY(!(QFileInfo(house.ownFile()).permissions() & QFile::ReadOther));
    }

    void aKeychainThatComesBackTakesOver()
    {
        House house;
        house.backend.entries["hub-token"] = "hf_first";
        house.backend.status = KeychainStatus::AccessDenied;
        TokenKeeper keeper = house.keeper();
        QVERIFY(keeper.save(Secret("hf_second"), Keep::KeychainOrFile));
        house.backend.status = KeychainStatus::NoError;
        QCOMPARE(house.keeper().held().secret.reveal(), QByteArray("hf_second"));
        QVERIFY(keeper.save(Secret("hf_third"), Keep::KeychainOrFile));
        QVERIFY(!QFileInfo::exists(house.ownFile()));
        QCOMPARE(house.keeper().held().secret.reveal(), QByteArray("hf_third"));
    }

    void n09_anotherKeychainMeansNotFoundAndNoMore()
    {
        House house;
        TokenKeeper keeper = house.keeper();
        const HeldToken held = keeper.held();
        QCOMPARE(held.source, TokenSource::None);
        QVERIFY(!held.trouble);
        QCOMPARE(held.words, QString("no token was found"));
        const auto read = house.keychain.read("hub-token");
        QCOMPARE(read.error().code, ErrorCode::NotFound);
        QVERIFY(read.error().remedy.contains("another keychain"));
        house.backend.entries["hub-token"] = "";
        QCOMPARE(house.keychain.read("hub-token").error().code, ErrorCode::NotFound);
    }

    void aHubFileThatCannotBeReadIsTrouble()
    {
        House house;
        QVERIFY(house.keeper({{}, {}, house.folder.path(), true}).held().secret.isEmpty());
        QVERIFY(!house.keeper({{}, {}, house.folder.filePath("none"), true}).held().trouble);
        QVERIFY(house.keeper({{}, {}, house.hubFile(QByteArray(100'000, 'a')), true}).held().secret.isEmpty());
        QVERIFY(house.keeper({{}, {}, house.hubFile(" \n"), true}).held().secret.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TstTokenKeeper)
#include "tst_token_keeper.moc"
