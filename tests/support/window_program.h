#pragma once

#include "core/base/paths.h"

#include <QProcess>
#include <QtTest>

#include <csignal>
#include <optional>

namespace reverie::test {

/// The engines, and whatever else, that `parent` has started and that still run.
inline QVector<pid_t> childrenOf(qint64 parent)
{
    QVector<pid_t> children;
    const QDir tasks(QStringLiteral("/proc/%1/task").arg(parent));
    for (const QString& task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(task + "/children"));
        if (file.open(QIODevice::ReadOnly))
            for (const QByteArray& pid : file.readAll().simplified().split(' '))
                if (!pid.isEmpty())
                    children << pid.toInt();
    }
    return children;
}

inline bool isGone(pid_t process)
{
    return !QFileInfo::exists(QStringLiteral("/proc/%1").arg(process));
}

/// How the real program is started.
struct ProgramWish {
    QString folder;         ///< of its data
    QString commands = {};  ///< of the window, see window_driver.cpp
    QMap<QString, QString> variables = {};
    QStringList arguments = {};
    QString log = {};  ///< a file in the place of stderr
};

/// The real program, with its window, in a process of its own.
class WindowProgram final {
public:
    static constexpr int kPatienceMs = 60'000;

    explicit WindowProgram(const ProgramWish& wish)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_PLUGIN_PATH", REVERIE_BINARY_DIR "/../tests/support/plugins");
        environment.insert("QT_QPA_GENERIC_PLUGINS", "window-driver:" + wish.commands);
        for (auto each = wish.variables.cbegin(); each != wish.variables.cend(); ++each)
            environment.insert(each.key(), each.value());
        process.setProcessEnvironment(environment);
        if (wish.log.isEmpty())
            process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        else
            process.setStandardErrorFile(wish.log);
        process.start(REVERIE_BINARY_DIR "/reverie", QStringList{"--data-dir", wish.folder} + wish.arguments);
    }

    ~WindowProgram()
    {
        process.kill();
        process.waitForFinished();
    }

    /// Until its window is there.
    bool isUp() { return says("up\n"); }

    /// Until a picture forms.
    bool isMaking()
    {
        const bool isMoving = says("steps");
        engines = childrenOf(process.processId());
        return isMoving && !engines.isEmpty();
    }

    void send(int signal) const { ::kill(static_cast<pid_t>(process.processId()), signal); }

    /// Its exit code; nothing when it does not end or is killed.
    std::optional<int> code()
    {
        const bool isOver = QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, kPatienceMs);
        return isOver && process.exitStatus() == QProcess::NormalExit ? std::optional(process.exitCode())
                                                                      : std::nullopt;
    }

    QProcess process;
    QVector<pid_t> engines;

private:
    bool says(const QByteArray& words)
    {
        return QTest::qWaitFor(
            [&] { return (m_said += process.readAllStandardOutput()).contains(words); }, kPatienceMs);
    }

    QByteArray m_said;
};

/// A session in `folder` whose form asks for this.
inline bool leaveForm(const QString& folder, const QString& prompt, int steps = 1000)
{
    const QString file = Paths::forProcess(folder).data() + "/session.json";
    QDir().mkpath(QFileInfo(file).path());
    QFile session(file);
    const QString form = R"({"version": 1, "request": {"prompt": "%1", "steps": %2}})";
    return session.open(QIODevice::WriteOnly) && session.write(form.arg(prompt).arg(steps).toUtf8()) > 0;
}

/// A file with this content, in a folder that is made where there is none.
inline bool plant(const QString& path, const QByteArray& content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

}  // namespace reverie::test
