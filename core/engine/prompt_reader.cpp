#include "core/engine/prompt_reader.h"

#include "core/prompt/prompt_schedule.h"

#include <ATen/ATen.h>

#include <deque>

namespace reverie::engine {

namespace {

/// The one chunk that stands for any text where there is no tokenizer.
prompt::PromptChunk blankChunk(const TextEncoderConfig& config)
{
    const auto length = static_cast<std::size_t>(config.positions);
    prompt::PromptChunk chunk{std::vector<int>(length, config.vocabularySize - 1), std::vector<float>(length, 1)};
    chunk.ids.front() = config.vocabularySize - 2;
    return chunk;
}

EncodedPrompt zerosLike(const EncodedPrompt& text)
{
    return {at::zeros_like(text.states), text.pooled.defined() ? at::zeros_like(text.pooled) : at::Tensor()};
}

bool isPlainSum(const std::vector<PromptCourse>& positives)
{
    return positives.size() == 1 && positives.front().weight == 1;
}

}  // namespace

PromptReader::PromptReader(const Pipeline& pipeline, const request::GenerationRequest& request,
    const SamplingPlan& plan, const Cancellation& cancellation)
    : m_pipeline(pipeline), m_request(request), m_plan(plan), m_cancellation(cancellation)
{
    for (const TextEncoder& encoder : pipeline.model->textEncoders)
        m_encoders.emplace_back(encoder, request.emphasis);
}

Result<Conditioning> PromptReader::read()
{
    std::deque<Visit> visits;
    if (Offloaded* away = m_pipeline.model->offloaded.get())
        for (Visitors& each : away->text)
            visits.emplace_back(&each);
    auto positives = readPositives();
    if (!positives)
        return failWith(std::move(positives));
    // A sum of several prompts counts from what the negative one says, whatever the guidance.
    const bool isDistilled = m_pipeline.model->unet.config.guidanceFeatures != 0;
    const bool isGuided = m_plan.guidesItself || (m_plan.isGuided && !isDistilled) || !isPlainSum(*positives);
    auto negative = isGuided ? readNegative() : Result<PromptCourse>();
    if (!negative)
        return failWith(std::move(negative));
    const double width = m_request.width.value();
    const double height = m_request.height.value();
    return Conditioning{std::move(*positives), std::move(*negative), {height, width, 0, 0, height, width}};
}

Result<std::vector<PromptCourse>> PromptReader::readPositives()
{
    const bool isLiteral = m_request.emphasis == request::Emphasis::None;
    const auto parts =
        isLiteral ? std::vector<prompt::CombinedText>{{1, m_request.prompt}} : prompt::combinedTexts(m_request.prompt);
    std::vector<PromptCourse> courses;
    for (const prompt::CombinedText& part : parts) {
        auto course = readCourse(part.text, m_request.clipSkip);
        if (!course)
            return failWith(std::move(course));
        course->weight = part.weight;
        courses.push_back(std::move(*course));
    }
    return courses;
}

/// The word AND is text in a negative prompt.
Result<PromptCourse> PromptReader::readNegative()
{
    auto course = readCourse(m_request.negativePrompt, m_plan.skipsInNegative ? m_request.clipSkip : 1);
    if (course && m_pipeline.zerosForBlankNegative && m_request.negativePrompt.isEmpty())
        course->stretches.front().text = zerosLike(course->stretches.front().text);
    return course;
}

Result<PromptCourse> PromptReader::readCourse(const QString& prompt, int clipSkip)
{
    const bool isLiteral = m_request.emphasis == request::Emphasis::None;
    const auto texts = isLiteral ? std::vector<prompt::ScheduledText>{{m_plan.calls, prompt}}
                                 : prompt::promptSchedule(prompt, m_plan.calls);
    PromptCourse course;
    for (const prompt::ScheduledText& each : texts) {
        auto text = readText(each.text, clipSkip);
        if (!text)
            return failWith(std::move(text));
        course.stretches.push_back({each.lastCall, std::move(*text)});
    }
    return course;
}

Result<EncodedPrompt> PromptReader::readText(const QString& text, int clipSkip)
{
    const auto known = m_read.find({text, clipSkip});
    if (known != m_read.end())
        return known->second;
    if (m_cancellation.isCancelled())
        return fail(ErrorCode::Cancelled, QStringLiteral("the picture was cancelled"));
    auto encoded = encode(text, clipSkip);
    if (encoded)
        m_read.emplace(std::pair(text, clipSkip), *encoded);
    return encoded;
}

Result<EncodedPrompt> PromptReader::encode(const QString& text, int clipSkip)
{
    std::vector<EncodedPrompt> prompts;
    for (std::size_t i = 0; i < m_encoders.size(); ++i) {
        auto chunks = m_pipeline.tokenizers.empty()
            ? Result<std::vector<prompt::PromptChunk>>({blankChunk(m_pipeline.model->textEncoders[i].config)})
            : prompt::chunkPrompt(m_pipeline.tokenizers[i], text, m_request.emphasis);
        if (!chunks)
            return failWith(std::move(chunks));
        prompts.push_back(m_encoders[i].encode(*chunks, clipSkip));
    }
    return sideBySide(prompts);
}

}  // namespace reverie::engine
