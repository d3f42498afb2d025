#include "tests/screenshots/camera.h"

#include "ui/main_window/recipe_desk.h"

namespace {

using reverie::test::Camera;
using reverie::test::WindowRun;

constexpr const char* kPrompts[] = {"red forest at sunset, digital art", "California sunset on the beach, red clouds",
    "a lake between mountains at dusk", "snowy mountains at night, stars and moon", "desert at golden hour",
    "an island with a palm, day", "purple mountains, pink sky", "autumn forest, orange trees, morning",
    "a castle on a hill at blue hour", "sea in a storm, dark clouds"};

void fill(WindowRun& run, const QString& prompt, int steps = 25)
{
    reverie::ui::Form form = run.compose().form();
    form.request.prompt = prompt;
    form.request.negativePrompt = QStringLiteral("people, text");
    form.request.steps = steps;
    form.seed.clear();
    run.compose().setForm(form);
}

void takeFirstStart(Camera& camera)
{
    camera.take(QStringLiteral("01-first-start"));
}

void takeRunning(WindowRun& run, Camera& camera)
{
    reverie::ui::Form form = run.compose().form();
    form.request.steps = 900;
    form.request.prompt = QString::fromLatin1(kPrompts[0]);
    run.compose().setForm(form);
    run.command("generate");
    (void)QTest::qWaitFor([&] { return run.viewer().view()->isPreview(); }, 20'000);
    QTest::qWait(2500);
    fill(run, QString::fromLatin1(kPrompts[1]));
    run.command("generate");
    reverie::request::GenerationRequest gone;
    gone.prompt = QStringLiteral("castle above the fog");
    gone.model = QStringLiteral("/models/gone.safetensors");
    run.queue().enqueue(gone);
    camera.take(QStringLiteral("02-running"));
    run.command("stop-and-keep");
    (void)QTest::qWaitFor([&] { return !run.queue().running() && run.queue().waiting() == 0; }, 30'000);
}

void takeMaking(WindowRun& run, Camera& camera)
{
    run.command("clear-queue");
    quint64 seed = 3;
    for (const char* prompt : kPrompts) {
        reverie::ui::Form form = run.compose().form();
        form.seed = QString::number(seed++);
        run.compose().setForm(form);
        (void)run.make(QString::fromLatin1(prompt), 25);
    }
    fill(run, QStringLiteral("(red forest:1.2), sunset, [mist|fog] between the trees, digital art"));
    run.recent().selectNeighbour(1);
    run.command("star");
    camera.take(QStringLiteral("03-done"));
    run.command("info");
    camera.take(QStringLiteral("04-info"));
    run.command("info");
    run.command("compare");
    camera.take(QStringLiteral("05-compare"));
    run.viewer().endComparison();
}

void takeOverlays(WindowRun& run, Camera& camera)
{
    run.command("palette");
    camera.take(QStringLiteral("06-palette"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    run.command("shortcuts");
    camera.take(QStringLiteral("07-shortcuts"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    run.command("save-style");
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("Golden hour"));
    camera.take(QStringLiteral("14-style"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    run.find<reverie::ui::RecipeDesk>()->takeFiles({run.recent().pictures().back().path});
    camera.take(QStringLiteral("08-recipe"));
    run.viewer().setHeadCard(nullptr);
}

void takeCompose(WindowRun& run, Camera& camera)
{
    QString text = QStringLiteral("(masterpiece:1.1), a wide valley at dawn, BREAK ");
    for (int i = 0; i < 16; ++i)
        text += QStringLiteral("mist over the river, tall [pine|birch] trees, <lora:detail:0.6>, ");
    fill(run, text);
    reverie::ui::Form form = run.compose().form();
    form.request.width = 100;
    form.request.height = 1000;
    form.seed = QStringLiteral("not a number");
    run.compose().setForm(form);
    camera.take(QStringLiteral("09-long-prompt-and-refusals"));
    run.command("reset-form");
    fill(run, QString::fromLatin1(kPrompts[2]));
    run.command("advanced");
    run.command("fold-all");
    camera.take(QStringLiteral("10-advanced-folded"));
    run.command("unfold-all");
    run.command("advanced");
}

void takePages(WindowRun& run, Camera& camera)
{
    run.command("page-settings");
    camera.take(QStringLiteral("11-settings"));
    run.command("page-queue");
    run.command("pause");
    reverie::request::GenerationRequest gone;
    gone.prompt = QStringLiteral("castle above the fog");
    gone.model = QStringLiteral("/models/gone.safetensors");
    run.queue().resume();
    run.queue().enqueue(gone);
    QTest::qWait(1000);
    run.command("pause");
    for (const char* prompt : kPrompts) {
        reverie::request::GenerationRequest request;
        request.prompt = QString::fromLatin1(prompt);
        request.steps = 30;
        request.width = 384;
        request.height = 256;
        run.queue().enqueue(request);
    }
    run.command("page-create");
    run.command("page-queue");
    camera.take(QStringLiteral("12-queue"));
    run.queue().clear();
    run.queue().resume();
    camera.take(QStringLiteral("13-queue-empty"));
    run.command("page-create");
}

}  // namespace

/// Makes a picture of each page and state of the window in both themes, to be looked at.
/// Usage: screenshots FOLDER WIDTHxHEIGHT [models]     with "models" only those of the page of models
int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    reverie::ui::EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);
    const QStringList words = QApplication::arguments();
    const QStringList sides = words.value(2, QStringLiteral("1280x800")).split('x');
    const QDir folder(words.value(1, QStringLiteral(".")));
    folder.mkpath(QStringLiteral("."));
    const QSize size(sides.value(0).toInt(), sides.value(1).toInt());
    reverie::test::takeModels(folder, size);
    if (words.value(3) == QLatin1String("models"))
        return 0;
    WindowRun run;
    Camera camera(run, folder, size);
    takeFirstStart(camera);
    takeRunning(run, camera);
    takeMaking(run, camera);
    takeOverlays(run, camera);
    takeCompose(run, camera);
    takePages(run, camera);
    return 0;
}
