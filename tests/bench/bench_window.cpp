#include "app/desktop/watched_application.h"
#include "core/queue/dispatcher.h"
#include "core/settings/settings.h"
#include "tests/support/window_run.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLibrary>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>
#include <cstdio>

using namespace reverie;
using test::WindowRun;

namespace {

constexpr int kRounds = 5;
constexpr int kSteps = 50;  // more than a fast machine makes before the first preview is due
constexpr int kFrameMs = 16;
constexpr int kInputs = 300;  // of each kind while the engine runs
constexpr const char* kPrompt = "red forest at sunset, digital art";

double median(std::vector<double> all)
{
    std::sort(all.begin(), all.end());
    return all.empty() ? 0 : all[all.size() / 2];
}

double share(std::vector<double> all, double part)
{
    std::sort(all.begin(), all.end());
    return all.empty()
        ? 0
        : all[std::min(all.size() - 1, static_cast<std::size_t>(part * static_cast<double>(all.size())))];
}

/// Runs the window as its program does, all events as they come. QTest::qWaitFor sleeps for 10 ms between looks at
/// them.
void runUntil(const std::function<bool()>& isOver)
{
    constexpr int kLookMs = 5;
    constexpr int kPatienceMs = 60'000;
    QEventLoop loop;
    QTimer looks;
    QObject::connect(&looks, &QTimer::timeout, &loop, [&] {
        if (isOver())
            loop.quit();
    });
    looks.start(kLookMs);
    QTimer::singleShot(kPatienceMs, &loop, [&] {
        std::fputs("bench_window: waited in vain\n", stderr);
        loop.quit();
    });
    loop.exec();
}

/// Notes how long each frame of the window takes, from the input that asked for it until it has been painted.
class FrameApplication final : public app::WatchedApplication {
public:
    using WatchedApplication::WatchedApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        const bool isUpdate = event->type() == QEvent::UpdateRequest && receiver == window;
        m_hasPainted = m_hasPainted || event->type() == QEvent::Paint;
        const bool isTaken = WatchedApplication::notify(receiver, event);
        // What the display server tells, a new size above all, is painted at once.
        const bool isServers = window && receiver == window->windowHandle() && std::exchange(m_hasPainted, false);
        sizesPainted += isServers && event->type() == QEvent::Resize ? 1 : 0;
        if ((isUpdate || isServers) && std::exchange(isWaiting, false))
            frames.push_back(static_cast<double>(m_clock.nsecsElapsed()) * 1e-6);
        return isTaken;
    }

    void begin()
    {
        isWaiting = true;
        m_hasPainted = false;
        m_clock.start();
    }

    const QWidget* window = nullptr;
    std::vector<double> frames;
    bool isWaiting = false;
    int sizesPainted = 0;

private:
    QElapsedTimer m_clock;
    bool m_hasPainted = false;
};

/// The hand at the window's border: another client of the display server, as window managers are. QWidget::resize
/// paints twice, once at once and once when the server agrees.
class Border final {
public:
    explicit Border(const QWidget& window) : m_window(window.winId()) { }
    ~Border() { m_close(m_display); }
    Q_DISABLE_COPY_MOVE(Border)

    void drag(int width, int height)
    {
        m_resize(m_display, m_window, static_cast<unsigned>(width), static_cast<unsigned>(height));
        m_flush(m_display);
    }

private:
    template <typename Function>
    Function* find(const char* name)
    {
        auto* function = reinterpret_cast<Function*>(m_library.resolve(name));
        if (function == nullptr)
            qFatal("bench_window needs libX11: %s", qPrintable(m_library.errorString()));
        return function;
    }

    QLibrary m_library{QStringLiteral("X11"), 6};
    int (*m_resize)(void*, WId, unsigned, unsigned) = find<int(void*, WId, unsigned, unsigned)>("XResizeWindow");
    int (*m_flush)(void*) = find<int(void*)>("XFlush");
    int (*m_close)(void*) = find<int(void*)>("XCloseDisplay");
    void* m_display = find<void*(const char*)>("XOpenDisplay")(nullptr);
    WId m_window;
};

/// From the command to the first preview and to the finished picture, both painted.
struct Waits {
    double preview = 0;
    double picture = 0;
};

class PaintWatch final : public QObject {
public:
    explicit PaintWatch(ui::PictureView& view) : m_view(view) { view.installEventFilter(this); }

    void begin()
    {
        m_waits = {};
        m_clock.start();
    }
    [[nodiscard]] const Waits& waits() const { return m_waits; }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        const double now = static_cast<double>(m_clock.nsecsElapsed()) * 1e-6;
        if (event->type() == QEvent::Paint && m_view.isPreview() && m_waits.preview == 0)
            m_waits.preview = now;
        if (event->type() == QEvent::Paint && !m_view.isPreview() && m_waits.preview > 0 && m_waits.picture == 0)
            m_waits.picture = now;
        return false;
    }

private:
    ui::PictureView& m_view;
    QElapsedTimer m_clock;
    Waits m_waits;
};

Waits makeOne(WindowRun& run)
{
    PaintWatch watch(run.viewer().view()[0]);
    test::ask(run, kPrompt, kSteps);
    watch.begin();
    run.command("generate");
    runUntil([&] { return watch.waits().picture > 0 && !run.queue().running(); });
    return watch.waits();
}

/// \param isEngineUp  the worker has been started, as it is soon after the window's start; the model is not loaded
QJsonObject firstPictures(bool isEngineUp)
{
    std::vector<double> previews;
    std::vector<double> pictures;
    for (int round = 0; round < kRounds; ++round) {
        const QTemporaryDir folder;
        {
            settings::Settings settings(Paths::forProcess(folder.path()).data() + "/settings.json");
            (void)settings.set(settings::key::kStartEngineEarly, isEngineUp);
        }
        WindowRun run(folder.path());
        QElapsedTimer clock;
        clock.start();
        runUntil([&] { return clock.hasExpired(isEngineUp ? 3000 : 500); });
        const Waits waits = makeOne(run);
        previews.push_back(waits.preview);
        pictures.push_back(waits.picture);
    }
    return {{"preview", median(previews)}, {"picture", median(pictures)}};
}

QJsonObject laterPictures(WindowRun& run)
{
    std::vector<double> previews;
    std::vector<double> pictures;
    (void)makeOne(run);
    for (int round = 0; round < kRounds; ++round) {
        const Waits waits = makeOne(run);
        previews.push_back(waits.preview);
        pictures.push_back(waits.picture);
    }
    return {{"preview", median(previews)}, {"picture", median(pictures)}};
}

/// Gives one input a frame while the engine runs, and waits for nothing else than the next frame's turn.
QJsonObject framesDuring(WindowRun& run, const std::function<void(int)>& input)
{
    auto& application = *static_cast<FrameApplication*>(qApp);
    application.window = &run.window();
    application.frames.clear();
    application.forget();
    int given = 0;
    QTimer turns;
    turns.setTimerType(Qt::PreciseTimer);
    QObject::connect(&turns, &QTimer::timeout, &run.window(), [&] {
        if (application.isWaiting)
            return;
        application.begin();
        input(given++);
    });
    turns.start(kFrameMs);
    runUntil([&] { return given >= kInputs; });
    turns.stop();
    const auto late = std::count_if(
        application.frames.begin(), application.frames.end(), [](double frame) { return frame > kFrameMs; });
    return {{"frames", static_cast<int>(application.frames.size())}, {"over 16 ms", static_cast<int>(late)},
        {"median", median(application.frames)}, {"of a hundred the second worst", share(application.frames, 0.99)},
        {"worst", share(application.frames, 1)}, {"longest event", application.longestMs()},
        {"which", application.longest()}};
}

/// Sizes painted in a second while the border is dragged to a new one at each turn, whether the last has been painted
/// or not.
double sizesWhileDragging(WindowRun& run, Border& border)
{
    auto& application = *static_cast<FrameApplication*>(qApp);
    int given = 0;
    QTimer turns;
    turns.setTimerType(Qt::PreciseTimer);
    QObject::connect(&turns, &QTimer::timeout, &run.window(),
        [&] { border.drag(1300 + given % 40 * 3, 800 + given % 20), ++given; });
    application.sizesPainted = 0;
    QElapsedTimer clock;
    clock.start();
    turns.start(kFrameMs);
    runUntil([&] { return given >= kInputs; });
    return 1e3 * application.sizesPainted / static_cast<double>(clock.elapsed());
}

void scroll(QAbstractScrollArea& area, int turn)
{
    const bool isDown = turn / 20 % 2 == 0;
    const QPointF place = QRectF(area.viewport()->rect()).center();
    QWheelEvent wheel(place, area.viewport()->mapToGlobal(place), {}, QPoint(0, isDown ? -60 : 60), Qt::NoButton,
        Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(area.viewport(), &wheel);
    area.viewport()->update();
}

QJsonObject framesWhileItRuns(WindowRun& run, bool isRunning)
{
    test::ask(run, kPrompt, 1000);
    if (isRunning) {
        run.command("generate");
        runUntil([&] { return run.viewer().view()->isPreview(); });
    }
    run.window().activateWindow();
    run.prompt().setFocus();
    QJsonObject all;
    const auto keepRunning = [&] {
        if (isRunning && run.queue().waiting() == 0)
            run.command("generate");
    };
    keepRunning();
    all["typing"] = framesDuring(run, [&](int turn) {
        if (turn % 40 == 39)
            run.prompt().setPlainText(QString::fromLatin1(kPrompt));
        QTest::keyClick(&run.prompt(), turn % 6 == 5 ? ' ' : 'a' + turn % 26);
    });
    keepRunning();
    all["scrolling the fields"] =
        framesDuring(run, [&](int turn) { scroll(*run.compose().findChild<QScrollArea*>(), turn); });
    keepRunning();
    all["scrolling the pictures"] = framesDuring(run, [&](int turn) { scroll(run.recent(), turn); });
    keepRunning();
    Border border(run.window());
    all["resizing"] = framesDuring(run, [&](int turn) { border.drag(1300 + turn % 40 * 3, 800 + turn % 20); });
    keepRunning();
    all["sizes painted a second while dragging"] = sizesWhileDragging(run, border);
    for (const queue::QueueJob& job : std::vector<queue::QueueJob>(run.queue().jobs()))
        run.queue().cancel(job.key);
    runUntil([&] { return !run.queue().running(); });
    return all;
}

}  // namespace

/// Prints, as JSON and in milliseconds, how the real window with the real engine and the starter model feels: see
/// README.md. Wants a display.
int main(int argc, char** argv)
{
    FrameApplication application(argc, argv);
    QJsonObject all{{"cold", firstPictures(false)}, {"engine up", firstPictures(true)}};
    WindowRun run;
    all["warm"] = laterPictures(run);
    for (int picture = 0; picture < 20; ++picture)
        (void)run.make(QString::fromLatin1(kPrompt), 4);
    all["idle"] = framesWhileItRuns(run, false);
    all["running"] = framesWhileItRuns(run, true);
    std::printf("%s", QJsonDocument(all).toJson().constData());
    return 0;
}
