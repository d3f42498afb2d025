#include "core/weights/tensor_file.h"
#include "tests/support/tensor_facts.h"

#include <QFile>
#include <QRegularExpression>
#include <QtTest>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;
using nlohmann::json;

namespace {

const QString kReal = QStringLiteral(REVERIE_TEST_DATA "/golden/torch_files/");

const json& expectations()
{
    static const json all = [] {
        QFile file(kReal + QStringLiteral("expected.json"));
        return file.open(QIODevice::ReadOnly) ? json::parse(file.readAll().toStdString()) : json::object();
    }();
    return all;
}

}  // namespace

/// Files that torch.save wrote (tests/golden/make_torch_files.py) give exactly their tensors; what is no plain data is
/// refused by name, and nothing is ever run.
class TstTorchGolden final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTorchWrote_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto& [name, expected] : expectations().items())
            if (expected.contains("tensors"))
                QTest::newRow(name.c_str()) << QString::fromStdString(name);
        QVERIFY(expectations().size() > 20);
    }

    void readsWhatTorchWrote()
    {
        QFETCH(const QString, name);
        const json& expected = expectations()[name.toStdString()];
        const auto file = TensorFile::open(kReal + name);
        QVERIFY2(file, file ? "" : qPrintable(sentence(file.error())));
        QCOMPARE(tensorsIn(*file).dump(1), expected["tensors"].dump(1));
        QVERIFY(file->checkUnchanged());
    }

    void refusesWhatTorchWrote_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto& [name, expected] : expectations().items())
            if (expected.contains("refused"))
                QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void refusesWhatTorchWrote()
    {
        QFETCH(const QString, name);
        const QString says = QString::fromStdString(expectations()[name.toStdString()]["refused"]);
        const auto file = TensorFile::open(kReal + name);
        QVERIFY(!file);
        const QString told = sentence(file.error());
        QVERIFY2(told.startsWith(kReal + name) && told.contains(says) && told.contains("; "), qPrintable(told));
        QVERIFY(!QFileInfo::exists(QStringLiteral("reverie-ran-code")));
    }

    void K12_notesWhatTrainersLeaveBesideTheTensors()
    {
        for (const auto& [name, expected] : expectations().items()) {
            if (!expected.contains("tensors"))
                continue;
            QStringList classes;
            for (const json& each : expected["passedOver"])
                classes << QString::fromStdString(each.get<std::string>());
            const QString path = kReal + QString::fromStdString(name);
            if (!classes.isEmpty())
                QTest::ignoreMessage(QtInfoMsg,
                    qPrintable(path + " also holds objects of Python, which are passed over: " + classes.join(", ")));
            else
                QTest::failOnWarning(QRegularExpression(".*"));
            QVERIFY(TensorFile::open(path));
        }
    }
};

QTEST_GUILESS_MAIN(TstTorchGolden)
#include "tst_torch_golden.moc"
