#include "app/reverie/bench_report.h"

#include "app/reverie/amounts.h"

#include <QStringList>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reverie::app {
namespace {

using nlohmann::json;

double least(const std::vector<double>& values)
{
    return values.empty() ? 0 : *std::min_element(values.begin(), values.end());
}

double gigaflops(const BenchResult& result)
{
    const double seconds = median(result.steps);
    return seconds > 0 ? result.operationsPerStep / seconds / 1e9 : 0;
}

QString seconds(double value)
{
    return value < 0.0995 ? QStringLiteral("%1 ms").arg(value * 1000, 0, 'f', value < 0.00995 ? 2 : 1)
                          : QStringLiteral("%1 s").arg(value, 0, 'f', value < 9.995 ? 3 : 2);
}

QString line(const char* name, const QString& value)
{
    return QStringLiteral("  %1 %2").arg(QLatin1String(name), -8).arg(value);
}

QString spread(const char* name, const std::vector<double>& values)
{
    return line(name, QStringLiteral("%1 median, %2 min").arg(seconds(median(values)), seconds(least(values))));
}

QString heading(const BenchResult& result)
{
    const request::GenerationRequest& request = result.request;
    const QString what = QStringLiteral("%1x%2, batch %3, %4, CFG %5")
                             .arg(*request.width)
                             .arg(*request.height)
                             .arg(request.batch)
                             .arg(*request.sampler)
                             .arg(*request.guidanceScale);
    const QString where = QStringLiteral("on %1 in %2, %3 threads")
                              .arg(result.model.device, result.model.dtype, QString::number(result.threads));
    return QStringList{result.model.name, what, where}.join(QStringLiteral(", "));
}

/// How the time of a step compares with what its operations count to at the machine's best; saved products can make it
/// less than 1.
double shareOfRoof(const BenchResult& result)
{
    const double floor = result.operationsPerStep / (result.roof->gigaflops * 1e9);
    return floor > 0 ? median(result.steps) / floor : 0;
}

QString roofLine(const BenchResult& result)
{
    const QString roof = QStringLiteral("%1 GFLOP/s, %2 GB/s at best here")
                             .arg(result.roof->gigaflops, 0, 'f', 0)
                             .arg(result.roof->gigabytesPerSecond, 0, 'f', 1);
    if (result.operationsPerStep <= 0)
        return line("machine", roof);
    return line("machine",
        QStringLiteral("%1; a step takes %2 of the time of its count at that rate")
            .arg(roof)
            .arg(shareOfRoof(result), 0, 'f', 2));
}

json spreadObject(const std::vector<double>& values)
{
    return {{"median", median(values)}, {"min", least(values)}};
}

}  // namespace

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

QString benchText(const BenchResult& result)
{
    QStringList lines = {heading(result), line("load", seconds(result.load)), spread("text", result.texts),
        spread("step", result.steps) + QStringLiteral(" of %1").arg(result.steps.size())};
    if (result.operationsPerStep > 0)
        lines << line("",
            QStringLiteral("%1 GFLOP/s (%2 GFLOP a step, counted)")
                .arg(gigaflops(result), 0, 'f', 1)
                .arg(result.operationsPerStep / 1e9, 0, 'f', 1));
    lines << spread("VAE", result.vaes) << spread("PNG", result.encodings) << spread("picture", result.pictures)
          << line("memory",
                 QStringLiteral("%1 at most, weights %2")
                     .arg(byteAmount(static_cast<double>(result.peakBytes)),
                         byteAmount(static_cast<double>(result.model.weightBytes))));
    if (result.roof)
        lines << roofLine(result);
    return lines.join(QLatin1Char('\n'));
}

json benchJson(const BenchResult& result)
{
    const request::GenerationRequest& request = result.request;
    json steps = spreadObject(result.steps);
    steps["all"] = result.steps;
    json object = {{"model", result.model.name.toStdString()}, {"device", result.model.device.toStdString()},
        {"dtype", result.model.dtype.toStdString()}, {"attention", result.model.attention.toStdString()},
        {"threads", result.threads}, {"width", *request.width}, {"height", *request.height}, {"batch", request.batch},
        {"sampler", request.sampler->toStdString()}, {"cfg", *request.guidanceScale}, {"load", result.load},
        {"text", spreadObject(result.texts)}, {"step", steps}, {"vae", spreadObject(result.vaes)},
        {"png", spreadObject(result.encodings)}, {"picture", spreadObject(result.pictures)},
        {"peakBytes", result.peakBytes}, {"weightBytes", result.model.weightBytes},
        {"operationsPerStep", result.operationsPerStep}, {"gigaflopsPerSecond", gigaflops(result)}};
    if (result.roof)
        object["machine"] = {{"gigaflopsPerSecond", result.roof->gigaflops},
            {"gigabytesPerSecond", result.roof->gigabytesPerSecond}, {"stepShare", shareOfRoof(result)}};
    return object;
}

}  // namespace reverie::app
