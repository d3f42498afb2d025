#pragma once

#include "app/reverie/system_facts.h"
#include "core/base/paths.h"
#include "core/worker/engine_port.h"

#include <optional>
#include <vector>

namespace reverie::app {

enum class Health { Good, Advice, Broken };

/// One line of the doctor's report.
struct Finding {
    QString subject;  ///< "memory"
    QString state;    ///< what was found
    Health health = Health::Good;
    QString remedy;  ///< what to do; empty when good
};

/// The engine's own words, or why it has none.
using EngineAnswer = Result<worker::EngineFacts>;

[[nodiscard]] Finding judgeProcessor(const SystemFacts& facts);
[[nodiscard]] Finding judgeMemory(const SystemFacts& facts);
[[nodiscard]] Finding judgeEngine(const EngineAnswer& engine);
[[nodiscard]] Finding judgeGraphics(const SystemFacts& facts, const EngineAnswer& engine);
[[nodiscard]] Finding judgeStarterModel(const QString& folder);
/// Whether a folder that may not exist yet takes files, and how much room it has. \param wants bytes that should be
/// free
[[nodiscard]] Finding judgeFolder(const QString& subject, const QString& folder, double wants);

[[nodiscard]] std::vector<Finding> examine(const SystemFacts& facts, const EngineAnswer& engine, const Paths& paths);

}  // namespace reverie::app
