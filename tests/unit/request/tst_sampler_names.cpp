#include "core/request/sampler_names.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::request;

/// The names that people, other programs and old pictures use.
class TstSamplerNames final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsEverySpelling_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("sampler");
        QTest::addColumn<QString>("schedule");
        const auto row = [](const char* typed, const char* sampler, const char* schedule) {
            QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(sampler)
                                 << QString::fromLatin1(schedule);
        };
        row("DPM++ 2M", "DPM++ 2M", "");
        row("dpm++2m", "DPM++ 2M", "");
        row("DPM++ 2M Karras", "DPM++ 2M", "Karras");
        row("dpmpp_2m", "DPM++ 2M", "");
        row("dpmpp_2m_k", "DPM++ 2M", "Karras");
        row("DPM++_2M-karras", "DPM++ 2M", "Karras");
        row("DPMSolverMultistepScheduler", "DPM++ 2M", "");
        row("Euler", "Euler", "");
        row("EULER", "Euler", "");
        row("euler_k", "Euler", "Karras");
        row("Euler Uniform", "Euler", "Uniform");
        row("sample_euler", "Euler", "");
        row("EulerDiscreteScheduler", "Euler", "");
        row("Euler a", "Euler a", "");
        row("euler_a", "Euler a", "");
        row("euler_ancestral", "Euler a", "");
        row("EulerAncestralDiscreteScheduler", "Euler a", "");
        row("LMS", "LMS", "");
        row("LMS Karras", "LMS", "Karras");
        row("lms_k", "LMS", "Karras");
        row("LMSDiscreteScheduler", "LMS", "");
        row("model-default", "Model default", "");
        // A1111 before 1.9: in one word.
        row("DPM2 Karras", "DPM2", "Karras");
        row("DPM2 a Karras", "DPM2 a", "Karras");
        row("DPM++ 2S a Karras", "DPM++ 2S a", "Karras");
        row("DPM++ SDE Karras", "DPM++ SDE", "Karras");
        row("DPM++ 2M SDE Karras", "DPM++ 2M SDE", "Karras");
        row("DPM++ 2M SDE Exponential", "DPM++ 2M SDE", "Exponential");
        row("DPM++ 2M SDE Heun Karras", "DPM++ 2M SDE Heun", "Karras");
        row("DPM++ 2M SDE Heun Exponential", "DPM++ 2M SDE Heun", "Exponential");
        row("DPM++ 3M SDE Exponential", "DPM++ 3M SDE", "Exponential");
        row("Euler SGM Uniform", "Euler", "SGM Uniform");
        row("Euler Polyexponential", "Euler", "Polyexponential");
        row("Euler a Align Your Steps", "Euler a", "Align Your Steps");
        row("k_dpm_ad", "DPM adaptive", "");
        row("k_dpmpp_2m_sde_heun", "DPM++ 2M SDE Heun", "");
        row("k_lcm", "LCM", "");
        row("ddim_cfgpp", "DDIM CFG++", "");
        row("DDIM CFG++", "DDIM CFG++", "");
        // ComfyUI.
        row("heun", "Heun", "");
        row("dpm_2", "DPM2", "");
        row("dpm_2_ancestral", "DPM2 a", "");
        row("dpm_fast", "DPM fast", "");
        row("dpm_adaptive", "DPM adaptive", "");
        row("dpmpp_2s_ancestral", "DPM++ 2S a", "");
        row("dpmpp_sde", "DPM++ SDE", "");
        row("dpmpp_sde_gpu", "DPM++ SDE", "");
        row("dpmpp_2m_sde_gpu", "DPM++ 2M SDE", "");
        row("dpmpp_2m_sde_heun", "DPM++ 2M SDE Heun", "");
        row("dpmpp_3m_sde", "DPM++ 3M SDE", "");
        row("ddim", "DDIM", "");
        row("uni_pc", "UniPC", "");
        row("lcm", "LCM", "");
        // InvokeAI.
        row("dpmpp_2m_sde_k", "DPM++ 2M SDE", "Karras");
        row("dpmpp_sde_k", "DPM++ SDE", "Karras");
        row("dpmpp_2s_k", "DPM++ 2S a", "Karras");
        row("heun_k", "Heun", "Karras");
        row("kdpm_2", "DPM2", "");
        row("kdpm_2_k", "DPM2", "Karras");
        row("kdpm_2_a", "DPM2 a", "");
        row("kdpm_2_a_k", "DPM2 a", "Karras");
        row("pndm", "PLMS", "");
        row("unipc_k", "UniPC", "Karras");
        // diffusers and k-diffusion.
        row("HeunDiscreteScheduler", "Heun", "");
        row("KDPM2DiscreteScheduler", "DPM2", "");
        row("KDPM2AncestralDiscreteScheduler", "DPM2 a", "");
        row("DPMSolverSinglestepScheduler", "DPM++ 2S a", "");
        row("DPMSolverSDEScheduler", "DPM++ SDE", "");
        row("DDIMScheduler", "DDIM", "");
        row("PNDMScheduler", "PLMS", "");
        row("UniPCMultistepScheduler", "UniPC", "");
        row("LCMScheduler", "LCM", "");
        row("sample_dpmpp_3m_sde", "DPM++ 3M SDE", "");
        row("sample_dpm_2_ancestral", "DPM2 a", "");
    }

    void findsEverySpelling()
    {
        QFETCH(QString, typed);
        QFETCH(QString, sampler);
        QFETCH(QString, schedule);
        const auto found = findSampler(typed);
        QVERIFY2(found.has_value(), qPrintable(found ? QString() : sentence(found.error())));
        QCOMPARE(found->sampler, sampler);
        QCOMPARE(found->schedule.value_or(QString()), schedule);
    }

    void findsEverySchedule_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("schedule");
        const auto row = [](const char* typed, const char* schedule) {
            QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(schedule);
        };
        row("sgm_uniform", "SGM Uniform");
        row("ddim_uniform", "DDIM");
        row("kl_optimal", "KL Optimal");
        row("align_your_steps", "Align Your Steps");
        row("AYS", "Align Your Steps");
        row("simple", "Simple");
        row("normal", "Normal");
        row("beta", "Beta");
        row("exponential", "Exponential");
        row("polyexponential", "Polyexponential");
    }

    void findsEverySchedule()
    {
        QFETCH(QString, typed);
        QTEST(findSchedule(typed).value_or(QString()), "schedule");
    }

    void everyOfferedNameIsFoundAsItself()
    {
        for (const QString& name : samplerNames())
            QCOMPARE(findSampler(name)->sampler, name);
        for (const QString& name : scheduleNames())
            QCOMPARE(*findSchedule(name), name);
    }

    void namesTheClosest()
    {
        const auto sampler = findSampler(QStringLiteral("Eular b"));
        QVERIFY(!sampler);
        QCOMPARE(sampler.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(sentence(sampler.error()),
            QStringLiteral("there is no sampler called \"Eular b\"; choose Euler a or Euler, the closest names."));
        QCOMPARE(sentence(findSchedule(QStringLiteral("caras")).error()),
            QStringLiteral(
                "there is no schedule called \"caras\"; choose Karras or Align Your Steps, the closest names."));
        QVERIFY(!findSampler(QString()));
        QVERIFY(!findSampler(QStringLiteral("Karras")));
        QVERIFY(!findSampler(QString(1 << 20, QLatin1Char('x'))));
    }

    void automaticIsWhatA1111Uses_data()
    {
        QTest::addColumn<QString>("sampler");
        QTest::addColumn<QString>("schedule");
        QTest::addColumn<QString>("resolved");
        QTest::newRow("2M") << "DPM++ 2M"
                            << "Automatic"
                            << "Karras";
        QTest::newRow("Euler") << "Euler"
                               << "Automatic"
                               << "Uniform";
        QTest::newRow("Euler a") << "Euler a"
                                 << "auto"
                                 << "Uniform";
        QTest::newRow("LMS") << "LMS"
                             << "Automatic"
                             << "Uniform";
        QTest::newRow("model") << "Model default"
                               << "Automatic"
                               << "Automatic";
        const auto automatic = [](const char* sampler, const char* resolved) {
            QTest::newRow(sampler) << QString::fromLatin1(sampler) << kAutomatic << QString::fromLatin1(resolved);
        };
        for (const char* sampler : {"DPM++ SDE", "DPM++ 2S a", "DPM2", "DPM2 a", "Restart"})
            automatic(sampler, "Karras");
        for (const char* sampler : {"DPM++ 2M SDE", "DPM++ 2M SDE Heun", "DPM++ 3M SDE"})
            automatic(sampler, "Exponential");
        automatic("Heun", "Uniform");
        automatic("LCM", "Uniform");
        for (const char* sampler : {"DDIM", "DDIM CFG++", "PLMS", "UniPC", "DPM fast", "DPM adaptive"}) {
            automatic(sampler, "Automatic");
            QTest::addRow("%s reads none", sampler) << QString::fromLatin1(sampler) << "Karras"
                                                    << "Automatic";
        }
        QTest::newRow("joined") << "Euler Karras"
                                << "Automatic"
                                << "Karras";
        QTest::newRow("joined and apart") << "DPM++ 2M Karras"
                                          << "Uniform"
                                          << "Uniform";
        QTest::newRow("apart") << "LMS"
                               << "karras"
                               << "Karras";
    }

    void automaticIsWhatA1111Uses()
    {
        QFETCH(QString, sampler);
        QFETCH(QString, schedule);
        QTEST(chooseSampler(sampler, schedule)->schedule.value(), "resolved");
    }

    void theModelsSamplerTakesNoSchedule()
    {
        const auto choice = chooseSampler(kModelDefault, QStringLiteral("Karras"));
        QVERIFY(!choice);
        QCOMPARE(sentence(choice.error()),
            QStringLiteral("the sampler \"Model default\" takes no schedule such as Karras; leave the schedule at "
                           "Automatic or choose another sampler."));
    }
};

QTEST_GUILESS_MAIN(TstSamplerNames)
#include "tst_sampler_names.moc"
