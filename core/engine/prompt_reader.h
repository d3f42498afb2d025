#pragma once

#include "core/engine/conditioning.h"
#include "core/engine/pipeline.h"
#include "core/engine/sampling_plan.h"

#include <map>
#include <utility>
#include <vector>

namespace reverie::engine {

/// Makes of a request's prompts what the UNet reads, over the whole run; encodes each distinct text once. For one run.
class PromptReader final {
public:
    /// All outlive the reader. \param request resolved
    PromptReader(const Pipeline& pipeline, const request::GenerationRequest& request, const SamplingPlan& plan,
        const Cancellation& cancellation);

    /// Errors: Cancelled, between two texts; those of prompt::chunkPrompt.
    [[nodiscard]] Result<Conditioning> read();

private:
    Result<std::vector<PromptCourse>> readPositives();
    Result<PromptCourse> readNegative();
    Result<PromptCourse> readCourse(const QString& prompt, int clipSkip);
    Result<EncodedPrompt> readText(const QString& text, int clipSkip);
    Result<EncodedPrompt> encode(const QString& text, int clipSkip);

    const Pipeline& m_pipeline;
    const request::GenerationRequest& m_request;
    const SamplingPlan& m_plan;
    const Cancellation& m_cancellation;
    std::vector<PromptEncoder> m_encoders;
    std::map<std::pair<QString, int>, EncodedPrompt> m_read;
};

}  // namespace reverie::engine
