#include "core/queue/forecast_keeper.h"

#include "core/base/when_done.h"

#include <QDebug>

namespace reverie::queue {

ForecastKeeper::ForecastKeeper(QString file, QObject* parent) : QObject(parent), m_file(std::move(file)) { }

void ForecastKeeper::open()
{
    whenDone(m_thread.run([file = m_file] { return Forecast::fromFile(file); }), this,
        [this](const Forecast& forecast) { onRead(forecast); });
}

void ForecastKeeper::onRead(Forecast forecast)
{
    m_forecast = std::move(forecast);
    m_isRead = true;
    for (const Lesson& lesson : std::exchange(m_early, {}))
        learn(lesson.request, lesson.model, lesson.times);
    Q_EMIT changed();
}

void ForecastKeeper::learn(
    const request::GenerationRequest& request, const request::ModelFacts& model, const request::RunTimes& times)
{
    if (!m_isRead) {
        m_early.push_back({request, model, times});
        return;
    }
    m_forecast.learn(request, model, times);
    std::ignore = m_thread.run([forecast = m_forecast, file = m_file] {
        if (const auto saved = forecast.save(file); !saved)
            qWarning().noquote() << sentence(saved.error());
    });
    Q_EMIT changed();
}

}  // namespace reverie::queue

#include "moc_forecast_keeper.cpp"
