#include "app/reverie/findings.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::app;

namespace {

EngineAnswer engineWith(std::vector<worker::Device> devices)
{
    return worker::EngineFacts{"0.1.0", "2.11.0", 2, std::move(devices)};
}

worker::Device cpu()
{
    return {"cpu", "a processor", 1};
}

worker::Device gpu()
{
    return {"cuda:0", "NVIDIA H100", 1};
}

}  // namespace

class TstFindings final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheMachine()
    {
        plant("proc/cpuinfo",
            "processor\t: 0\nmodel name\t: Intel(R) Xeon(R)\nflags\t\t: fpu avx2 avx512f avx512_bf16 amx_tile\n");
        plant("proc/meminfo", "MemTotal:       16000000 kB\nMemFree: 1 kB\nMemAvailable:    8000000 kB\n");
        plant("proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06  Sun Jul 27\n");
        plant("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ: 5\n");
        plant("sys/bus/pci/devices/0000:01:00.0/vendor", "0x10de\n");
        plant("sys/bus/pci/devices/0000:01:00.0/class", "0x030200\n");
        plant("sys/bus/pci/devices/0000:01:00.1/vendor", "0x10de\n");
        plant("sys/bus/pci/devices/0000:01:00.1/class", "0x040300\n");
        const SystemFacts facts = readSystemFacts(m_root.path());
        QCOMPARE(facts.processor, QStringLiteral("Intel(R) Xeon(R)"));
        QCOMPARE(facts.cpuFeatures, (QStringList{"AVX2", "AVX-512", "BF16", "AMX"}));
        QCOMPARE(facts.memoryBytes, std::uint64_t{16'384'000'000});
        QCOMPARE(facts.availableBytes, std::uint64_t{8'192'000'000});
        QCOMPARE(facts.driver, QStringLiteral("580.65.06"));
        QCOMPARE(facts.gpus, QStringList{"NVIDIA H100 80GB HBM3"});
        QCOMPARE(facts.nvidiaCards, 1);
        QVERIFY(facts.cores > 0);
    }

    void knowsNothingOfAnEmptyMachine()
    {
        const QTemporaryDir empty;
        const SystemFacts facts = readSystemFacts(empty.path());
        QVERIFY(facts.processor.isEmpty() && facts.driver.isEmpty() && facts.gpus.isEmpty());
        QCOMPARE(facts.nvidiaCards, 0);
        QCOMPARE(judgeMemory(facts).health, Health::Broken);
    }

    void judgesGraphics_data()
    {
        QTest::addColumn<int>("cards");
        QTest::addColumn<QString>("driver");
        QTest::addColumn<bool>("engineSeesIt");
        QTest::addColumn<Health>("health");
        QTest::addColumn<QString>("remedy");
        QTest::newRow("none") << 0 << "" << false << Health::Good << "";
        QTest::newRow("no driver") << 1 << "" << false << Health::Advice << "install NVIDIA's driver";
        QTest::newRow("old driver") << 1 << "535.1" << false << Health::Advice << "install driver 580";
        QTest::newRow("no libraries") << 1 << "580.65.06" << false << Health::Advice << "packaging/setup --cuda";
        QTest::newRow("works") << 1 << "580.65.06" << true << Health::Good << "";
    }

    void judgesGraphics()
    {
        QFETCH(int, cards);
        QFETCH(QString, driver);
        QFETCH(bool, engineSeesIt);
        QFETCH(Health, health);
        QFETCH(QString, remedy);
        SystemFacts facts;
        facts.nvidiaCards = cards;
        facts.driver = driver;
        const Finding finding = judgeGraphics(facts, engineSeesIt ? engineWith({cpu(), gpu()}) : engineWith({cpu()}));
        QCOMPARE(finding.health, health);
        QVERIFY2(finding.remedy.contains(remedy), qPrintable(finding.remedy));
        QCOMPARE(finding.remedy.isEmpty(), health == Health::Good);
    }

    void judgesTheRest()
    {
        SystemFacts facts;
        facts.cpuFeatures = QStringList{"AVX2"};
        facts.availableBytes = 8'000'000'000;
        QCOMPARE(judgeProcessor(facts).health, Health::Good);
        QCOMPARE(judgeProcessor({}).health, Health::Advice);
        QCOMPARE(judgeMemory(facts).health, Health::Good);
        facts.availableBytes = 2'000'000'000;
        QCOMPARE(judgeMemory(facts).health, Health::Advice);
        QCOMPARE(judgeEngine(engineWith({cpu()})).health, Health::Good);
        QCOMPARE(judgeEngine(fail(ErrorCode::WorkerDied, "the engine ended")).health, Health::Broken);
        QCOMPARE(judgeStarterModel(m_root.path()).health, Health::Broken);
        QCOMPARE(judgeFolder("pictures", m_root.filePath("a/b"), 1).health, Health::Good);
        QCOMPARE(judgeFolder("pictures", m_root.filePath("a/b"), 1e18).health, Health::Advice);
        QCOMPARE(judgeFolder("pictures", "/proc/a/b", 1).health, Health::Broken);
    }

private:
    void plant(const QString& name, const QByteArray& text)
    {
        const QString path = m_root.filePath(name);
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QTemporaryDir m_root;
};

QTEST_GUILESS_MAIN(TstFindings)
#include "tst_findings.moc"
