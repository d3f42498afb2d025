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
            QStringLiteral("there is no schedule called \"caras\"; choose Karras or Automatic, the closest names."));
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
