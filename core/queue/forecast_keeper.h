#pragma once

#include "core/base/serial_thread.h"
#include "core/queue/forecast.h"

#include <QObject>

#include <vector>

namespace reverie::queue {

/// Keeps a forecast in its file: reads and writes it in the background. Lives in the window's thread.
class ForecastKeeper final : public QObject {
    Q_OBJECT

public:
    explicit ForecastKeeper(QString file, QObject* parent = nullptr);

    /// Reads the file; until that is done the forecast knows nothing.
    void open();
    [[nodiscard]] const Forecast& forecast() const { return m_forecast; }
    /// See Forecast::learn; writes.
    void learn(
        const request::GenerationRequest& request, const request::ModelFacts& model, const request::RunTimes& times);

Q_SIGNALS:
    void changed();

private:
    struct Lesson {
        request::GenerationRequest request;
        request::ModelFacts model;
        request::RunTimes times;
    };

    void onRead(Forecast forecast);

    const QString m_file;
    Forecast m_forecast;
    bool m_isRead = false;
    std::vector<Lesson> m_early;  ///< learnt before the file was read
    SerialThread m_thread;
};

}  // namespace reverie::queue
