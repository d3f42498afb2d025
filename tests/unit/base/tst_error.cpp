#include "core/base/result.h"

#include <QtTest>

using namespace reverie;

class TstError final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatHappenedAndWhatToDo()
    {
        const Error error{ErrorCode::DiskFull, QStringLiteral("cannot write a.png: the disk is full"), {}, {}};
        QCOMPARE(sentence(error),
            QStringLiteral("cannot write a.png: the disk is full; free some space or choose another disk."));
    }

    void prefersItsOwnRemedy()
    {
        const Error error{ErrorCode::NotFound, QStringLiteral("there is no model x"), QStringLiteral("try y"), {}};
        QCOMPARE(sentence(error), QStringLiteral("there is no model x; try y."));
    }

    void namesOfCodesGoBothWays()
    {
        for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
            const auto code = static_cast<ErrorCode>(i);
            QCOMPARE(errorCodeFromName(errorCodeName(code)), code);
        }
    }

    void contextGrowsOutwards()
    {
        Result<int> inner = fail(ErrorCode::Io, QStringLiteral("read failed"));
        const Result<double> outer = failWith(std::move(inner), QStringLiteral("loading the UNet"));
        QCOMPARE(outer.error().context.size(), std::size_t{1});
        QCOMPARE(outer.error().code, ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TstError)
#include "tst_error.moc"
