#include "ui/main_window/overlay.h"

#include <QLineEdit>
#include <QVBoxLayout>
#include <QtTest>

#include <memory>

using namespace reverie::ui;

namespace {

class TwoFields final : public Overlay {
public:
    explicit TwoFields(QWidget* window)
        : Overlay("Two fields", {300, 200}, window), first(new QLineEdit), hidden(new QLineEdit), second(new QLineEdit)
    {
        for (QLineEdit* each : {first, hidden, second})
            body()->addWidget(each);
        hidden->hide();
    }

    QLineEdit* first;
    QLineEdit* hidden;
    QLineEdit* second;
};

}  // namespace

/// Tab on a card that floats over the window.
class TstOverlay final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(800, 600);
        auto* column = new QVBoxLayout(m_window.get());
        for (int i = 0; i < 5; ++i)
            column->addWidget(new QLineEdit);
        m_card = new TwoFields(m_window.get());
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_card->open(m_card->first);
    }

    void tabGoesRoundOnTheCard_data()
    {
        QTest::addColumn<int>("key");
        QTest::newRow("forwards") << static_cast<int>(Qt::Key_Tab);
        QTest::newRow("backwards") << static_cast<int>(Qt::Key_Backtab);
    }

    void tabGoesRoundOnTheCard()
    {
        QFETCH(int, key);
        QList<QWidget*> focused;
        connect(qApp, &QApplication::focusChanged, this, [&focused](QWidget*, QWidget* now) { focused << now; });
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(QApplication::focusWidget(), static_cast<Qt::Key>(key));
        disconnect(qApp, &QApplication::focusChanged, this, nullptr);
        // No other widget was passed on the way: each would have been read out, and would have done what it does.
        QCOMPARE(focused, (QList<QWidget*>{m_card->second, m_card->first, m_card->second}));
    }

    void whatIsAloneKeepsTheKeyboard()
    {
        m_card->second->setEnabled(false);
        QTest::keyClick(m_card->first, Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), m_card->first);
    }

private:
    std::unique_ptr<QWidget> m_window;
    TwoFields* m_card = nullptr;
};

QTEST_MAIN(TstOverlay)
#include "tst_overlay.moc"
