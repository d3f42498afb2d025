#pragma once

#include "core/base/cancellation.h"
#include "core/engine/model.h"
#include "core/engine/picture.h"
#include "core/engine/scheduler_config.h"
#include "core/prompt/clip_tokenizer.h"
#include "core/request/generation_events.h"
#include "core/request/generation_request.h"

#include <vector>

namespace reverie::engine {

/// A loaded model with all that a run needs besides it. Owned by the engine, used by its one thread.
struct Pipeline {
    std::unique_ptr<Model> model;
    std::vector<prompt::ClipTokenizer> tokenizers;  ///< one for each text encoder; none for a random model
    SchedulerConfig scheduler;
    PreviewProjection projection;
    bool zerosForBlankNegative = false;  ///< a blank negative prompt is zeros, not the encoding of nothing
};

/// The line from this model's latents to colours: published factors for the VAE of Stable Diffusion 1, else fitted to
/// what the VAE makes of a little noise. Takes about the time of decoding 64 latents.
[[nodiscard]] PreviewProjection previewProjection(const Model& model);

/// Makes the pictures of a request, batch by batch: text, latents, RGB. A picture depends on its own seed alone, not on
/// the batch it is made in. Exceptions of torch leave it; call it within translatingErrors.
/// Where it is stopped during the steps of a batch, the pictures of that batch come as the network last believed in
/// them, with their Stop; then it is cancelled, unless they were the last.
/// \param request resolved
/// Errors: Cancelled, within a fraction of a step; InvalidNumbers; OutOfMemory, before the system would have to kill
/// the process; those of planSampling.
[[nodiscard]] Result<request::RunTimes> runPipeline(const Pipeline& pipeline, const request::GenerationRequest& request,
    request::GenerationObserver& observer, const Cancellation& cancellation);

}  // namespace reverie::engine
