#include "core/base/secret.h"

#include <QDebug>
#include <QtTest>

#include <type_traits>

using reverie::Secret;

namespace {

template <typename T>
concept Printable = requires(QDebug out, T value)
{
    out << value;
};

}  // namespace

static_assert(!Printable<Secret>);
static_assert(!std::is_convertible_v<Secret, QString>);
static_assert(!std::is_convertible_v<Secret, QByteArray>);

class TstSecret final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void copiesShareNoBytes()
    {
        const Secret first(QByteArray("hf_marker"));
        const char* const kept = first.reveal().constData();
        {
            const Secret second = first;
            QVERIFY(second.reveal().constData() != kept);
        }
        QCOMPARE(first.reveal(), QByteArray("hf_marker"));
    }

    void leavesTheCallersBytesAlone()
    {
        const QByteArray mine("hf_marker");
        {
            const Secret secret(mine);
        }
        QCOMPARE(mine, QByteArray("hf_marker"));
    }

    void isEmptyOnceMovedFrom()
    {
        Secret first(QByteArray("hf_marker"));
        const Secret second = std::move(first);
        QVERIFY(first.isEmpty());
        QCOMPARE(second.reveal(), QByteArray("hf_marker"));
    }
};

QTEST_GUILESS_MAIN(TstSecret)
#include "tst_secret.moc"
