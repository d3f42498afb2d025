#include "core/hub/download_plan.h"

#include "tests/support/hub_run.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::hub;
using fake_hub::Repository;

namespace {

const QString kId = QStringLiteral("CompVis/stable-diffusion-v1-4");
const QByteArray kIndex = R"({"_class_name": "StableDiffusionPipeline", "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"],
    "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"]})";

Repository model(const QByteArray& index = kIndex)
{
    return Repository::of(kId,
        {{"README.md", "# hello"}, {"model_index.json", index}, {"tokenizer/vocab.json", "{}"},
            {"tokenizer/merges.txt", ""}, {"unet/config.json", "{}"},
            {"unet/diffusion_pytorch_model.safetensors", "12345"}, {"vae/config.json", "{}"},
            {"vae/diffusion_pytorch_model.safetensors", "123"}, {"safety_checker/model.safetensors", "1234567"}});
}

}  // namespace

class TstDownloadPlan final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_run = std::make_unique<HubRun>(); }

    void selectsAtOneCommit()
    {
        m_run->hub.add(model());
        const auto plan = planDownload(m_run->api, kId, "main", {}, {});
        QVERIFY2(plan, plan ? "" : qPrintable(sentence(plan.error())));
        const RepoJob job = plan->job("main");
        QCOMPARE(job.commit, plan->repo.commit);
        QCOMPARE(job.files.size(), std::size_t{7});
        QCOMPARE(job.revision, QStringLiteral("main"));
    }

    void showsTheSizeInFrontOfAClosedGate()
    {
        auto gated = model();
        gated.gate = fake_hub::Gate::Manual;
        m_run->hub.add(gated);
        const auto plan = planDownload(m_run->api, kId, "main", {}, {});
        QVERIFY2(plan, plan ? "" : qPrintable(sentence(plan.error())));
        QCOMPARE(plan->selection.files.size(), std::size_t{7});
    }

    void refusesAnIndexThatIsNone()
    {
        m_run->hub.add(model("[]"));
        const auto plan = planDownload(m_run->api, kId, "main", {}, {});
        QVERIFY(!plan);
        QCOMPARE(plan.error().code, ErrorCode::Corrupt);
    }

private:
    std::unique_ptr<HubRun> m_run;
};

QTEST_GUILESS_MAIN(TstDownloadPlan)
#include "tst_download_plan.moc"
