#include "core/engine/scheduler_config.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace reverie::engine {

namespace {

using nlohmann::json;

// Options of other diffusers schedulers, which the classes here do not read, or which StableDiffusionPipeline
// overrules (clip_sample = false, steps_offset = 1).
constexpr std::array kReadByOthers{"algorithm_type", "clip_sample", "clip_sample_range", "corrector_order",
    "disable_corrector", "euler_at_final", "flow_shift", "lambda_min_clipped", "lower_order_final",
    "noise_sampler_seed", "original_inference_steps", "predict_x0", "predictor_order", "shift_terminal", "solver_order",
    "solver_p", "solver_type", "steps_offset", "tau_func", "time_shift_type", "timestep_scaling",
    "use_dynamic_shifting", "use_flow_sigmas", "use_lu_lambdas", "variance_type"};

template <typename T>
using Choices = std::initializer_list<std::pair<std::string_view, T>>;

/// Takes options out of a config one by one, remembers the first mistake and the names that nobody asked for.
class OptionReader final {
public:
    explicit OptionReader(const json& config) : m_config(config) { }

    template <typename T>
    void read(const char* name, T& into)
    {
        const json* value = take(name);
        if (!value)
            return;
        const bool isRightKind = std::is_same_v<T, bool> ? value->is_boolean()
            : std::is_integral_v<T>                      ? value->is_number_integer()
                                                         : value->is_number();
        if (isRightKind)
            into = value->get<T>();
        else
            refuse(ErrorCode::Corrupt, name, *value);
    }

    template <typename T>
    void read(const char* name, std::optional<T>& into)
    {
        T value{};
        if (m_config.contains(name) && !m_config[name].is_null()) {
            read(name, value);
            into = value;
        }
        take(name);
    }

    void read(const char* name, std::vector<double>& into)
    {
        const json* value = take(name);
        if (!value)
            return;
        const bool areNumbers = value->is_array() &&
            std::all_of(value->begin(), value->end(), [](const json& item) { return item.is_number(); });
        if (areNumbers)
            into = value->get<std::vector<double>>();
        else
            refuse(ErrorCode::Corrupt, name, *value);
    }

    template <typename T, typename Into>
    void choose(const char* name, Choices<T> choices, Into& into)
    {
        const json* value = take(name);
        if (!value)
            return;
        for (const auto& [text, choice] : choices) {
            if (value->is_string() && value->get_ref<const std::string&>() == text) {
                into = choice;
                return;
            }
        }
        refuse(ErrorCode::Unsupported, name, *value);
    }

    /// Names that neither was asked for nor belongs to another scheduler.
    [[nodiscard]] QStringList unknownNames() const
    {
        QStringList unknown;
        for (const auto& item : m_config.items()) {
            const std::string& name = item.key();
            const bool isForOthers = std::find(kReadByOthers.begin(), kReadByOthers.end(), name) != kReadByOthers.end();
            if (!name.starts_with('_') && !isForOthers && !m_taken.contains(name))
                unknown << QString::fromStdString(name);
        }
        return unknown;
    }

    [[nodiscard]] const std::optional<Error>& mistake() const { return m_mistake; }

private:
    const json* take(const char* name)
    {
        m_taken.insert(name);
        const auto found = m_config.find(name);
        return found == m_config.end() || found->is_null() ? nullptr : &*found;
    }

    void refuse(ErrorCode code, const char* name, const json& value)
    {
        if (m_mistake)
            return;
        const QString text = QString::fromStdString(value.dump(-1, ' ', false, json::error_handler_t::replace));
        m_mistake = Error{code,
            QStringLiteral("the model's scheduler_config.json sets %1 to %2, which Reverie does not know")
                .arg(QLatin1String(name), text.left(100)),
            QStringLiteral("use the scheduler_config.json that came with the model"), {}};
    }

    const json& m_config;
    std::set<std::string, std::less<>> m_taken;
    std::optional<Error> m_mistake;
};

void readTraining(OptionReader& options, SchedulerConfig& config)
{
    options.read("num_train_timesteps", config.trainSteps);
    options.read("beta_start", config.betaStart);
    options.read("beta_end", config.betaEnd);
    options.choose<BetaSchedule>("beta_schedule",
        {{"linear", BetaSchedule::Linear}, {"scaled_linear", BetaSchedule::ScaledLinear},
            {"squaredcos_cap_v2", BetaSchedule::SquaredCosine}},
        config.betaSchedule);
    options.read("trained_betas", config.trainedBetas);
    options.read("rescale_betas_zero_snr", config.rescaleBetasZeroSnr);
    options.choose<Prediction>("prediction_type",
        {{"epsilon", Prediction::Epsilon}, {"sample", Prediction::Sample}, {"v_prediction", Prediction::Velocity}},
        config.prediction);
}

void readSampling(OptionReader& options, SchedulerConfig& config)
{
    options.choose<TimestepSpacing>("timestep_spacing",
        {{"linspace", TimestepSpacing::Linspace}, {"leading", TimestepSpacing::Leading},
            {"trailing", TimestepSpacing::Trailing}},
        config.spacing);
    options.read("set_alpha_to_one", config.setAlphaToOne);
    options.read("skip_prk_steps", config.skipPrkSteps);
    options.read("thresholding", config.thresholding);
    options.read("dynamic_thresholding_ratio", config.thresholdingRatio);
    options.read("sample_max_value", config.sampleMaxValue);
    options.choose<bool>("interpolation_type", {{"linear", false}, {"log_linear", true}}, config.isLogLinear);
    options.read("sigma_min", config.sigmaMin);
    options.read("sigma_max", config.sigmaMax);
    options.choose<bool>("final_sigmas_type", {{"zero", false}, {"sigma_min", true}}, config.endsAtSigmaMin);
    options.choose<bool>("timestep_type", {{"discrete", false}, {"continuous", true}}, config.hasContinuousTimesteps);
}

void readSigmaSpacing(OptionReader& options, SchedulerConfig& config)
{
    bool isKarras = false;
    bool isExponential = false;
    bool isBeta = false;
    options.read("use_karras_sigmas", isKarras);
    options.read("use_exponential_sigmas", isExponential);
    options.read("use_beta_sigmas", isBeta);
    if (isKarras)
        config.sigmaSpacing = SigmaSpacing::Karras;
    if (isExponential)
        config.sigmaSpacing = SigmaSpacing::Exponential;
    if (isBeta)
        config.unsupported << QStringLiteral("use_beta_sigmas");
    if (isKarras + isExponential + isBeta > 1)
        config.unsupported << QStringLiteral(
            "more than one of use_karras_sigmas, use_exponential_sigmas and use_beta_sigmas");
}

bool isTrainingValid(const SchedulerConfig& config)
{
    const auto isBeta = [](double beta) { return beta > 0 && beta <= 1; };
    const bool areTrainedValid = std::all_of(config.trainedBetas.begin(), config.trainedBetas.end(), isBeta) &&
        (config.trainedBetas.empty() || config.trainedBetas.size() == static_cast<std::size_t>(config.trainSteps));
    return config.trainSteps >= 2 && config.trainSteps <= 100000 && isBeta(config.betaStart) &&
        isBeta(config.betaEnd) && areTrainedValid;
}

}  // namespace

Result<SchedulerConfig> readSchedulerConfig(const json& file)
{
    if (!file.is_object())
        return fail(ErrorCode::Corrupt, QStringLiteral("the model's scheduler_config.json holds no options"));
    SchedulerConfig config;
    const auto name = file.find("_class_name");
    if (name != file.end() && name->is_string())
        config.className = QString::fromStdString(name->get<std::string>());

    OptionReader options(file);
    readTraining(options, config);
    readSampling(options, config);
    readSigmaSpacing(options, config);
    if (options.mistake())
        return tl::unexpected<Error>(*options.mistake());
    if (!isTrainingValid(config))
        return fail(ErrorCode::Corrupt,
            QStringLiteral("the noise levels in the model's scheduler_config.json are out of range"),
            QStringLiteral("use the scheduler_config.json that came with the model"));
    config.unsupported << options.unknownNames();
    return config;
}

}  // namespace reverie::engine
