#pragma once

#include "core/request/generation_request.h"
#include "core/worker/worker_client.h"
#include "tests/support/golden_model.h"

#include <QFile>

namespace reverie::test {

/// The engine that people get.
inline worker::WorkerOptions realEngine()
{
    worker::WorkerOptions options;
    options.program = QStringLiteral(REVERIE_BINARY_DIR "/reverie-engine");
    return options;
}

/// The same behind a line of the shell, which ends in `exec "$0"`.
inline worker::WorkerOptions engineBehind(const QString& line)
{
    worker::WorkerOptions options = realEngine();
    options.arguments = {QStringLiteral("-c"), line, options.program};
    options.program = QStringLiteral("/bin/sh");
    return options;
}

/// The same with an address space of so many kilobytes.
inline worker::WorkerOptions narrowEngine(qint64 kilobytes)
{
    return engineBehind(QStringLiteral("ulimit -v %1; exec \"$0\"").arg(kilobytes));
}

/// A line of /proc/PID/status, in kilobytes; 0 = unknown.
inline qint64 kilobytesOf(pid_t process, const QByteArray& name)
{
    QFile file(QStringLiteral("/proc/%1/status").arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray status = file.readAll();
    return status.mid(status.indexOf(name + ':') + name.size() + 1, 12).simplified().split(' ')[0].toLongLong();
}

/// A model of a few thousand weights.
[[nodiscard]] inline bool writeSmallModel(const QString& folder)
{
    const QString golden = QStringLiteral(REVERIE_TEST_DATA "/golden/");
    QFile file(golden + QStringLiteral("pipelines.json"));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const auto all = nlohmann::json::parse(file.readAll().toStdString());
    return writeGoldenModel(
        folder, all["models"]["noise"], all["schedulers"]["euler"], golden + QStringLiteral("tokenizer"));
}

/// A picture that it makes in a blink.
inline request::GenerationRequest smallRequest(int side = 64)
{
    request::GenerationRequest request;
    request.prompt = QStringLiteral("red forest");
    request.steps = 4;
    request.width = request.height = side;
    request.seed = 42;
    request.sampler = QStringLiteral("Euler a");
    return request;
}

}  // namespace reverie::test
