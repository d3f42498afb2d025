#include "app/engine/joined_engine.h"

#include "app/engine/process_setup.h"

#include <utility>

namespace reverie::app {

worker::EngineFacts JoinedEngine::facts()
{
    engine::EngineFacts facts = engine::Engine::facts();
    worker::EngineFacts joined{std::move(facts.version), std::move(facts.torchVersion), facts.threads, {}};
    for (engine::DeviceFacts& device : facts.devices)
        joined.devices.push_back({std::move(device.name), std::move(device.label), device.memoryBytes});
    return joined;
}

Result<request::ModelFacts> JoinedEngine::load(
    const worker::LoadOptions& options, const worker::LoadingObserver& observer, const Cancellation& cancellation)
{
    setUpComputingThread();
    return m_engine.load({options.model, options.vae, options.device, options.dtype}, observer, cancellation);
}

Result<request::RunTimes> JoinedEngine::generate(
    const request::GenerationRequest& request, request::GenerationObserver& observer, const Cancellation& cancellation)
{
    return m_engine.generate(request, observer, cancellation);
}

void JoinedEngine::unload()
{
    m_engine.unload();
}

}  // namespace reverie::app
