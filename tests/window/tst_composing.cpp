#include "core/queue/dispatcher.h"
#include "core/settings/settings.h"
#include "tests/support/window_run.h"
#include "ui/compose/cards.h"
#include "ui/settings/setting_row.h"
#include "ui/settings/settings_page.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSlider>
#include <QSpinBox>

using namespace reverie;
using test::buttonNamed;
using test::WindowRun;

namespace {

/// Where each card that is seen lies in the column.
QMap<QString, int> places(const WindowRun& run)
{
    QCoreApplication::processEvents();  // so that they are laid out
    QMap<QString, int> all;
    for (const ui::FormCard* card : run.compose().findChildren<ui::FormCard*>())
        if (card->isVisible())
            all.insert(card->id(), card->y());
    return all;
}

/// Buttons of words that have less room than they ask for.
QStringList cutButtons(const QWidget& widget)
{
    QStringList cut;
    for (const QPushButton* each : widget.findChildren<QPushButton*>())
        if (each->isVisible() && !each->text().isEmpty() && each->width() < each->minimumSizeHint().width())
            cut << each->text();
    return cut;
}

}  // namespace

/// What a person does with the fields besides typing into them.
class TstComposing final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_run = std::make_unique<WindowRun>();
        QVERIFY(QTest::qWaitForWindowActive(&m_run->window()));
        QTest::qWait(100);  // until all lies in its place
    }
    void cleanup()
    {
        // The font is the program's, and what the next window takes for the system's.
        QVERIFY(m_run->services().settings().set(settings::key::kTextScale, 100).has_value());
        m_run.reset();
    }

    void everyFieldSaysWhatItDoes()
    {
        m_run->command("advanced");
        QStringList silent;
        int seen = 0;
        for (const QWidget* each : m_run->compose().findChildren<QWidget*>()) {
            const bool isField = qobject_cast<const QAbstractSpinBox*>(each) != nullptr ||
                qobject_cast<const QComboBox*>(each) != nullptr ||
                qobject_cast<const QAbstractButton*>(each) != nullptr ||
                qobject_cast<const QSlider*>(each) != nullptr || qobject_cast<const QLineEdit*>(each) != nullptr;
            const bool isOwn = qobject_cast<const QComboBox*>(each->parentWidget()) == nullptr &&
                qobject_cast<const QAbstractSpinBox*>(each->parentWidget()) == nullptr;
            if (!isField || !isOwn || !each->isVisible())
                continue;
            ++seen;
            if (each->toolTip().isEmpty())
                silent << each->metaObject()->className() + QString(": ") + each->accessibleName();
        }
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join('\n')));
        QVERIFY(seen > 20);
    }

    void aFieldAndACardGoBackToTheirDefaults()
    {
        const ui::Form untouched = m_run->compose().form();
        ui::Form form = untouched;
        form.request.steps = 60;
        form.request.guidanceScale = 9;
        form.request.width = 512;
        m_run->compose().setForm(form);
        buttonNamed(m_run->compose(), "Reset Steps to the default")->click();
        QCOMPARE(m_run->compose().form().request.steps, std::optional<int>());
        QCOMPARE(m_run->compose().form().request.guidanceScale, std::optional(9.0));
        buttonNamed(m_run->compose(), "Reset Sampling to its defaults")->click();
        QCOMPARE(m_run->compose().form().request.guidanceScale, std::optional<double>());
        QCOMPARE(m_run->compose().form().request.width, std::optional(512));
        m_run->command("reset-form");
        QVERIFY(m_run->compose().form() == untouched);
        m_run->command("undo-form");
        QCOMPARE(m_run->compose().form().request.width, std::optional(512));
    }

    void advancedFieldsComeWithoutMovingTheOthers()
    {
        const QMap<QString, int> simple = places(*m_run);
        m_run->command("advanced");
        const QMap<QString, int> all = places(*m_run);
        QVERIFY(all.size() > simple.size());
        for (auto each = simple.cbegin(); each != simple.cend(); ++each)
            QCOMPARE(all.value(each.key()), each.value());
        m_run->command("advanced");
        QCOMPARE(places(*m_run), simple);
    }

    void aFoldedCardSaysWhatItHolds()
    {
        test::ask(*m_run, "red forest", 17);
        m_run->command("fold-all");
        const auto* sampling = m_run->compose().findChild<ui::Card*>("sampling");
        QVERIFY(!sampling->isOpen());
        const auto* header = sampling->findChild<ui::CardHeader*>();
        QVERIFY2(header->accessibleDescription().contains("17 step"), qPrintable(header->accessibleDescription()));
        QVERIFY(!buttonNamed(*sampling, "Reset Sampling to its defaults")->isVisible());
        m_run->command("unfold-all");
        QVERIFY(buttonNamed(*sampling, "Reset Sampling to its defaults")->isVisible());
    }

    void drawsANewSeedOrTakesTheLast()
    {
        QVERIFY(m_run->make("red forest", 4));
        const QString last = QString::number(*m_run->recent().selected()->request->seed);
        QVERIFY(m_run->compose().form().seed.isEmpty());
        buttonNamed(m_run->compose(), "Use the seed of the last or selected picture")->click();
        QCOMPARE(m_run->compose().form().seed, last);
        buttonNamed(m_run->compose(), "Draw a new seed for each picture")->click();
        QVERIFY(m_run->compose().form().seed.isEmpty());
        auto* field = m_run->compose().findChild<ui::Card*>("seed")->findChild<QLineEdit*>();
        QVERIFY2(field->placeholderText().contains(last), qPrintable(field->placeholderText()));
    }

    void makesPicturesUntilStopped()
    {
        test::ask(*m_run, "red forest", 4);
        m_run->command("generate-forever");
        QTRY_VERIFY_WITH_TIMEOUT(m_run->recent().pictures().size() >= 3, 60'000);
        m_run->command("generate-forever");
        const auto& queue = m_run->queue();
        QTRY_VERIFY_WITH_TIMEOUT(!queue.running() && queue.waiting() == 0, 60'000);
        const std::size_t jobs = queue.jobs().size();
        QTRY_COMPARE(m_run->recent().pictures().size(), jobs);
        QTest::qWait(300);
        QCOMPARE(queue.jobs().size(), jobs);
    }

    void settingsAreFoundByWordsAndGoBackToTheirDefaults()
    {
        m_run->command("page-settings");
        auto* page = m_run->find<ui::SettingsPage>();
        page->findChild<QLineEdit*>()->setText("text size");
        QStringList shown;
        for (const ui::SettingRow* row : page->findChildren<ui::SettingRow*>())
            if (row->isVisible())
                shown << settings::title(row->setting());
        QCOMPARE(shown, QStringList{"Text size"});
        settings::Settings& settings = m_run->services().settings();
        QVERIFY(settings.set(settings::key::kTextScale, 150).has_value());
        buttonNamed(*page, "Reset Text size to the default")->click();
        QCOMPARE(settings.get<int>(settings::key::kTextScale), 100);
    }

    void noButtonsWordsAreCut_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("textScale");
        QTest::newRow("the least window") << QSize(1024, 700) << 100;
        QTest::newRow("the least window, large text") << QSize(1024, 700) << 150;
        QTest::newRow("a large screen") << QSize(3840, 2160) << 100;
        QTest::newRow("a large screen, very large text") << QSize(3840, 2160) << 200;
    }
    void noButtonsWordsAreCut()
    {
        QFETCH(QSize, size);
        QFETCH(int, textScale);
        QVERIFY(m_run->make("red forest", 4));
        m_run->command("zoom-in");  // whose number stands beside the buttons
        QVERIFY(m_run->services().settings().set(settings::key::kTextScale, textScale).has_value());
        m_run->window().resize(size);
        for (const char* page : {"page-create", "page-models", "page-queue", "page-settings"}) {
            m_run->command(page);
            QTest::qWait(50);
            QCOMPARE(m_run->window().size(), size);
            QTRY_COMPARE(cutButtons(m_run->window()), QStringList());
        }
    }

    void theViewersWordsGiveWayToSignsAndComeBack()
    {
        const QAbstractButton* compare = buttonNamed(m_run->viewer(), "Compare");
        settings::Settings& settings = m_run->services().settings();
        m_run->window().resize(1024, 700);
        QVERIFY(settings.set(settings::key::kTextScale, 150).has_value());
        QTRY_VERIFY(compare->text().isEmpty() && !compare->icon().isNull());
        QCOMPARE(compare->toolTip(), QString("Compare"));
        m_run->window().resize(2000, 900);
        QTRY_COMPARE(compare->text(), QString("Compare"));
        m_run->window().resize(1280, 800);
        QVERIFY(settings.set(settings::key::kTextScale, 200).has_value());
        QTRY_VERIFY(compare->text().isEmpty());
        QVERIFY(settings.set(settings::key::kTextScale, 100).has_value());
        QTRY_COMPARE(compare->text(), QString("Compare"));
    }

private:
    std::unique_ptr<WindowRun> m_run;
};

QTEST_MAIN(TstComposing)
#include "tst_composing.moc"
