#include "core/io/sha256.h"

#include <QProcess>
#include <QThreadPool>
#include <QtTest>

using namespace reverie;

namespace {

constexpr int kThreads = 8;
constexpr int kPrograms = 15;  // without startOpenSsl a third of them leaves 904 bytes
const QString kEnd = QStringLiteral("--end-with-threads");

/// Ends while threads that have used OpenSSL are on their way out.
int endWithThreads()
{
    QThreadPool pool;
    for (int i = 0; i < kThreads; ++i)
        pool.start([] { std::ignore = io::Sha256().finish(); });
    pool.waitForDone();
    return 0;
}

}  // namespace

class TstOpensslStart final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// What is left behind is noticed under the address sanitizer.
    void nothingIsLostAtTheEndOfAProgram()
    {
        for (int i = 0; i < kPrograms; ++i) {
            QProcess program;
            program.start(QCoreApplication::applicationFilePath(), {kEnd});
            QVERIFY(program.waitForFinished());
            QVERIFY2(program.exitStatus() == QProcess::NormalExit && program.exitCode() == 0,
                program.readAllStandardError().constData());
        }
    }
};

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    if (application.arguments().contains(kEnd))
        return endWithThreads();
    TstOpensslStart test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_openssl_start.moc"
