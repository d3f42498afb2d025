#pragma once

#include "app/reverie/bench_report.h"
#include "core/worker/worker_client.h"

#include <QElapsedTimer>
#include <QObject>

#include <optional>

namespace reverie::app {

/// Loads a model and runs one request several times; nothing is saved. Lives in the thread of its WorkerClient.
class BenchRun final : public QObject {
    Q_OBJECT

public:
    /// \param unetConfig  for the count of operations; null = unknown
    BenchRun(worker::WorkerClient& worker, request::GenerationRequest request, int runs, nlohmann::json unetConfig);
    ~BenchRun() override;

    void start();
    void cancel();
    [[nodiscard]] const BenchResult& result() const { return m_result; }

Q_SIGNALS:
    void loading(double fraction, const QString& what);
    void progress(int run, const reverie::request::Progress& progress);
    /// Once, last; no error = the result is complete.
    void finished(const std::optional<reverie::Error>& error);

private:
    void onLoaded(const request::ModelFacts& model);
    void onDone(const request::RunTimes& times);
    void next();

    worker::WorkerClient& m_worker;
    const int m_runs;
    const std::unique_ptr<nlohmann::json> m_unetConfig;
    BenchResult m_result;
    QElapsedTimer m_clock;
    QElapsedTimer m_runClock;
    worker::JobId m_job = 0;
    int m_run = 0;
};

}  // namespace reverie::app
