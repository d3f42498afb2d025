#pragma once

#include "core/engine/engine.h"
#include "core/worker/engine_port.h"

namespace reverie::app {

/// The engine as the serving loop sees it. The two sides know nothing of each other, so their equal structs are copied.
class JoinedEngine final : public worker::EnginePort {
public:
    [[nodiscard]] worker::EngineFacts facts() override;
    [[nodiscard]] Result<request::ModelFacts> load(const worker::LoadOptions& options,
        const worker::LoadingObserver& observer, const Cancellation& cancellation) override;
    [[nodiscard]] Result<request::RunTimes> generate(const request::GenerationRequest& request,
        request::GenerationObserver& observer, const Cancellation& cancellation) override;
    void unload() override;

private:
    engine::Engine m_engine;
};

}  // namespace reverie::app
