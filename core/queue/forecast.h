#pragma once

#include "core/base/result.h"
#include "core/request/generation_events.h"

#include <QString>

#include <deque>
#include <map>
#include <optional>

namespace reverie::queue {

/// What a request will probably take.
struct Prediction {
    double seconds = 0;           ///< of the run, its model loaded
    std::uint64_t peakBytes = 0;  ///< of memory; 0 = not known
};

/// Foretells time and memory from the latest runs of the same model, device and number type. A step's time goes with
/// the picture's area and the passes through the network, so the median of (seconds of a step per megapixel and pass)
/// over the runs of the nearest sizes is scaled; text and decoding are added likewise. Says nothing where it has seen
/// nothing alike: no run of the model there, or none within a factor of four in area.
/// A plain value; the file is only a help. One thread at a time.
class Forecast final {
public:
    /// Runs kept of each model, device and number type.
    static constexpr std::size_t kRunsKept = 24;

    /// What was kept there; a missing or broken file gives an empty one.
    [[nodiscard]] static Forecast fromFile(const QString& file);
    [[nodiscard]] Result<void> save(const QString& file) const;

    /// Learns from a finished run. \param request as resolved
    void learn(
        const request::GenerationRequest& request, const request::ModelFacts& model, const request::RunTimes& times);

    /// \param model  as named in the request and learnt under (ModelFacts::name)
    /// \param request  may have empty fields: those of the model's latest run stand for them
    [[nodiscard]] std::optional<Prediction> predict(
        const request::GenerationRequest& request, const QString& model) const;

    /// One finished run.
    struct Run {
        double megapixels = 0;  ///< of one picture
        int steps = 0;
        int passes = 2;  ///< through the network per step: guidance doubles, some samplers too
        int batch = 1;
        double secondsPerStep = 0;  ///< median, of a whole batch
        double textSeconds = 0;
        double decodeSeconds = 0;  ///< of one picture
        std::uint64_t peakBytes = 0;
    };

private:
    struct Place {
        QString device;        ///< "cpu", "cuda:0"
        QString dtype;         ///< "fp32"
        std::deque<Run> runs;  ///< the latest last
    };

    [[nodiscard]] const Place* placeFor(const request::GenerationRequest& request, const QString& model) const;

    std::map<QString, std::vector<Place>> m_models;  ///< the latest used place last
};

}  // namespace reverie::queue
