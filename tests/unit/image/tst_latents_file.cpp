#include "core/image/latents_file.h"

#include "core/io/fault_points.h"

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>

using namespace reverie;
using namespace reverie::image;

namespace {

request::Latents latents(float first)
{
    request::Latents made{{4, 2, 3}, {}};
    for (int i = 0; i < 24; ++i)
        made.values.push_back(first + static_cast<float>(i));
    return made;
}

}  // namespace

class TstLatentsFile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void isASafetensorsFileOfOneTensor()
    {
        QVERIFY(saveLatents(path(), {latents(0), latents(100)}, io::IfExists::Refuse).has_value());
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        quint64 headerSize = 0;
        std::memcpy(&headerSize, bytes.constData(), 8);
        QCOMPARE(headerSize % 8, 0u);
        const auto header = nlohmann::json::parse(bytes.mid(8, static_cast<qsizetype>(headerSize)).toStdString());
        QCOMPARE(header.size(), std::size_t{1});
        QCOMPARE(header["latents"]["dtype"], "F32");
        QCOMPARE(header["latents"]["shape"], (nlohmann::json{2, 4, 2, 3}));
        QCOMPARE(header["latents"]["data_offsets"], (nlohmann::json{0, 192}));
        const QByteArray data = bytes.mid(8 + static_cast<qsizetype>(headerSize));
        QCOMPARE(data.size(), 192);
        float value = 0;
        std::memcpy(&value, data.constData() + 4 * 25, 4);
        QCOMPARE(value, 101.0F);
    }

    void aFullDiskLeavesNothing()
    {
        int failures = 0;
        for (int nth = 1;; ++nth) {
            QFile::remove(path());
            const io::FaultPlan plan(nth, ENOSPC, true);
            const auto saved = saveLatents(path(), {latents(0), latents(1)}, io::IfExists::Refuse);
            if (plan.passed() < nth)
                break;
            ++failures;
            QCOMPARE(saved.error().code, ErrorCode::DiskFull);
            QVERIFY(!QFile::exists(path()) || nth == 7);  // the seventh is the sync of the folder, after the rename
        }
        QCOMPARE(failures, 7);
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("latents.safetensors")); }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstLatentsFile)
#include "tst_latents_file.moc"
