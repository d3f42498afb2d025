#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace reverie::engine {

/// Smallest and largest value that a number of a config may have.
struct ConfigRange {
    double least = 0;
    double most = 0;
};

/// Reads one component's config.json. A missing or null key has its default; of several mistakes the first is kept, so
/// that a config is read in one go and judged at the end by `finish()`. One thread; the config outlives the reader.
class ConfigReader final {
public:
    /// \param part names the component for the sentence, such as "UNet"
    ConfigReader(const nlohmann::json& config, QString part) : m_config(config), m_part(std::move(part)) { }

    [[nodiscard]] int integer(const char* key, int fallback, ConfigRange range);
    [[nodiscard]] double number(const char* key, double fallback, ConfigRange range);
    [[nodiscard]] bool flag(const char* key, bool fallback);
    [[nodiscard]] std::string text(const char* key, const char* fallback);
    /// A list of numbers under `key`; one number stands for `count` equal ones.
    [[nodiscard]] std::vector<int> integers(const char* key, int fallback, std::size_t count, ConfigRange range);
    /// A level among all, and its number of layers.
    struct Place {
        std::size_t level = 0;
        std::size_t levels = 1;
        std::size_t layers = 1;
    };
    /// The numbers of one level's layers, of a list that has a number for each level, or for each of its layers one;
    /// one number stands for all.
    [[nodiscard]] std::vector<int> perLayer(const char* key, int fallback, Place place, ConfigRange range);
    /// A list of 1 to 8 numbers.
    [[nodiscard]] std::vector<int> levels(const char* key, std::vector<int> fallback, ConfigRange range);
    /// A list of `count` texts, each among `known`; missing = an empty list.
    [[nodiscard]] std::vector<std::string> names(
        const char* key, std::size_t count, const std::vector<std::string>& known);
    /// Refuses every value of an option that changes the mathematics, except these: those that change nothing.
    void onlyNeutral(const char* key, const std::vector<nlohmann::json>& neutral);
    /// Keeps a mistake that spans several keys; `what` without a full stop.
    void refuse(const QString& what);

    /// The first mistake: Corrupt (a value of the wrong kind or out of range) or Unsupported (an option that Reverie
    /// lacks), each naming the key.
    [[nodiscard]] Result<void> finish() const;

private:
    [[nodiscard]] const nlohmann::json* find(const char* key) const;
    void keep(ErrorCode code, const char* key, const nlohmann::json& value);
    [[nodiscard]] std::optional<int> asInteger(const char* key, const nlohmann::json& value, ConfigRange range);

    const nlohmann::json& m_config;
    QString m_part;
    std::optional<Error> m_error;
};

}  // namespace reverie::engine
