#include "core/secrets/qt_keychain.h"

#include <QtConcurrent>
#include <QtTest>

using namespace reverie;
using namespace reverie::secrets;

/// The real QtKeychain, on a computer without a message bus.
class TstQtKeychain final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void n08_saysThatThereIsNone()
    {
        QtKeychain keychain;
        for (const KeychainAnswer& answer : {keychain.read("hub-token"),
                 keychain.write("hub-token", Secret("hf_marker")), keychain.remove("hub-token")}) {
            QVERIFY2(answer.status != KeychainStatus::NoError && answer.status != KeychainStatus::Silent,
                qPrintable(QString::number(int(answer.status))));
            QVERIFY(answer.secret.isEmpty());
        }
    }

    void servesManyThreads()
    {
        QtKeychain keychain;
        const QList<int> numbers(16, 0);
        const QList<bool> answered = QtConcurrent::blockingMapped(
            numbers, [&](int) { return keychain.read("hub-token").status != KeychainStatus::Silent; });
        QVERIFY(!answered.contains(false));
    }
};

QTEST_GUILESS_MAIN(TstQtKeychain)
#include "tst_qt_keychain.moc"
