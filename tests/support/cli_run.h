#pragma once

#include "tests/support/tiny_model.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <functional>

namespace reverie::test {

/// What one run of the program left behind.
struct CliResult {
    int code = -1;
    QByteArray out;
    QByteArray err;

    [[nodiscard]] QStringList outLines() const { return QString::fromUtf8(out).split('\n', Qt::SkipEmptyParts); }
    [[nodiscard]] QStringList errLines() const { return QString::fromUtf8(err).split('\n', Qt::SkipEmptyParts); }
};

/// Runs the real `reverie` in a folder of its own whose name is not ASCII (row F15 of the reliability table), with the
/// engine of tests/support/fake_engine_main.cpp, whose prompts are scripts such as "wait at 3".
class CliRun final {
public:
    CliRun() : m_root(QDir::tempPath() + QString::fromUtf8("/лес и поле-XXXXXX"))
    {
        m_environment = QProcessEnvironment::systemEnvironment();
        m_environment.insert("HOME", m_root.path());
        m_environment.insert("REVERIE_DATA_DIR", path("data"));
        m_environment.insert("REVERIE_ENGINE_BINARY", REVERIE_BINARY_DIR "/../tests/support/fake-engine");
        m_environment.insert("LC_ALL", "C");
    }

    [[nodiscard]] QString path(const QString& name) const { return m_root.filePath(name); }
    void setVariable(const QString& name, const QString& value) { m_environment.insert(name, value); }

    /// A diffusers folder that the program accepts; the fake engine looks at its name only.
    QString model()
    {
        const QString folder = path("model");
        return writeTinyModel(folder) ? folder : QString();
    }

    /// Every file below the root, without the models.
    [[nodiscard]] QStringList files() const
    {
        QStringList all;
        QDirIterator walk(m_root.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (walk.hasNext())
            all << QDir(m_root.path()).relativeFilePath(walk.next());
        all.erase(std::remove_if(all.begin(), all.end(), [](const QString& each) { return each.startsWith("model"); }),
            all.end());
        all.sort();
        return all;
    }

    [[nodiscard]] CliResult run(const QStringList& arguments, const std::function<void(QProcess&)>& meanwhile = {})
    {
        QProcess process;
        process.setProcessEnvironment(m_environment);
        process.setWorkingDirectory(m_root.path());
        if (m_inChild)
            process.setChildProcessModifier(m_inChild);
        process.start(REVERIE_BINARY_DIR "/reverie", arguments);
        if (meanwhile)
            meanwhile(process);
        if (!process.waitForFinished(30'000))
            process.kill();
        const bool isExit = process.exitStatus() == QProcess::NormalExit;
        return {isExit ? process.exitCode() : -1, m_early + process.readAllStandardOutput(),
            process.readAllStandardError()};
    }

    /// Runs in the child before the program does.
    void inChild(std::function<void()> modifier) { m_inChild = std::move(modifier); }

    /// Waits until standard output holds `text`; for `meanwhile`.
    bool waitForOutput(QProcess& process, const QByteArray& text)
    {
        while (!m_early.contains(text) && process.waitForReadyRead(20'000))
            m_early += process.readAllStandardOutput();
        return m_early.contains(text);
    }

private:
    QTemporaryDir m_root;
    QProcessEnvironment m_environment;
    std::function<void()> m_inChild;
    QByteArray m_early;
};

}  // namespace reverie::test
