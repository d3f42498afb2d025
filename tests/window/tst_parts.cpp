#include "tests/support/trouble_run.h"
#include "ui/main_window/toast.h"

#include <QSignalSpy>

using namespace reverie;
using namespace reverie::test;

namespace {

/// What the real program says where it cannot open its window; nothing when it opens it.
QString complaintOf(const QMap<QString, QString>& variables, const QString& program = REVERIE_BINARY_DIR "/reverie")
{
    const QTemporaryDir folder;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (auto each = variables.cbegin(); each != variables.cend(); ++each)
        environment.insert(each.key(), each.value());
    process.setProcessEnvironment(environment);
    process.start(program, {"--data-dir", folder.path()});
    const bool isOver = QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 10'000);
    const QString words = QString::fromUtf8(process.readAllStandardError()).trimmed();
    return isOver && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 1 ? words : QString();
}

bool isSentence(const QString& words)
{
    return words.startsWith("reverie: ") && words.endsWith('.') && !words.contains('\n');
}

/// Every note of a window, one after the other.
class Notes final {
public:
    explicit Notes(const WindowRun& run) : m_toast(*run.find<ui::Toast>())
    {
        QObject::connect(&m_look, &QTimer::timeout, &m_toast, [this] { m_said += m_toast.accessibleDescription(); });
        m_look.start(20);
    }

    bool say(const QString& words)
    {
        return QTest::qWaitFor([&] { return m_said.contains(words); }, 30'000);
    }

private:
    const QWidget& m_toast;
    QString m_said;
    QTimer m_look;
};

}  // namespace

/// Row F16: parts of the program or of its Qt that are missing. This program sees no plug-ins of Qt but the platform's.
class TstParts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void f16_withoutTheWindowsLibraryTheProgramSaysSo()
    {
        const QTemporaryDir folder;
        const QString alone = folder.filePath("reverie");
        QVERIFY(QFile::copy(REVERIE_BINARY_DIR "/reverie", alone));
        const QString words = complaintOf({}, alone);
        QVERIFY2(isSentence(words) && words.contains("libreverie_desktop.so"), qPrintable(words));
    }

    void f16_aBrokenLibraryIsNamed()
    {
        const QTemporaryDir folder;
        QVERIFY(plant(folder.filePath("libQt6Widgets.so.6"), "no library"));
        const QString words = complaintOf({{"LD_LIBRARY_PATH", folder.path()}});
        QVERIFY2(isSentence(words) && words.contains("libQt6Widgets.so.6"), qPrintable(words));
    }

    void f16_aMissingPlatformPluginIsNamed()
    {
        const QString words = complaintOf({{"QT_QPA_PLATFORM", "nowhere"}});
        QVERIFY2(isSentence(words) && words.contains("platform plug-in nowhere"), qPrintable(words));
    }

    void f16_noDisplayIsNoMissingPart()
    {
        const QString words = complaintOf({{"QT_QPA_PLATFORM", "xcb"}, {"DISPLAY", ":987"}});
        QVERIFY2(isSentence(words) && words.contains("there is no display"), qPrintable(words));
    }

    void f16_withoutAnEngineTheWindowSaysSoAndTheRestWorks()
    {
        const QByteArray engine = qgetenv("REVERIE_ENGINE_BINARY");
        qputenv("REVERIE_ENGINE_BINARY", "/nowhere/reverie-engine");
        WindowRun run;
        qputenv("REVERIE_ENGINE_BINARY", engine);
        QTRY_VERIFY_WITH_TIMEOUT(
            noticed(run).contains("The engine program /nowhere/reverie-engine could not be started"), 20'000);
        QVERIFY2(noticed(run).contains("No pictures can be made for now."), qPrintable(noticed(run)));
        const queue::JobKey key = run.queue().enqueue(small("a"));
        QVERIFY(ends(run, key, queue::JobState::Failed));
        const QString words = told(run, key);
        QVERIFY2(words.contains("could not be started") && words.contains("Try again"), qPrintable(words));
        run.command("page-models");
        QCOMPARE(run.window().page(), QString("models"));
    }

    void f16_withoutQtsPluginsThereIsASentenceForEachAndPicturesAreMade()
    {
        WindowRun run;
        Notes notes(run);
        QVERIFY(notes.say("the SQLite plug-in of Qt is missing"));
        QVERIFY(run.make("red forest", 4));
        QTRY_VERIFY(!run.viewer().view()->picture().isNull());
        QVERIFY(notes.say("plug-in for JPEG pictures is missing"));
        QVERIFY(notes.say("plug-in for WebP pictures is missing"));
    }
};

int main(int argc, char** argv)
{
    const QTemporaryDir plugins;
    QDir(plugins.path()).mkpath("platforms");
    const QString usual = QLibraryInfo::path(QLibraryInfo::PluginsPath);
    QFile::link(usual + "/platforms/libqoffscreen.so", plugins.filePath("platforms/libqoffscreen.so"));
    qunsetenv("QT_PLUGIN_PATH");
    QCoreApplication::setLibraryPaths({plugins.path()});
    const QApplication application(argc, argv);
    TstParts test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_parts.moc"
