#pragma once

#include "core/base/result.h"
#include "core/request/generation_request.h"

#include <functional>
#include <vector>

namespace reverie::app {

class Session;

/// What `reverie generate` was asked for.
struct GenerateWish {
    request::GenerationRequest request;
    bool hasPrompt = false;
    QString from;                              ///< picture whose recipe it starts from; empty = none
    std::vector<std::function<void()>> given;  ///< set again in `request` what was given for it
    QString output;                            ///< file, folder, "-" or empty
    QString latentsFile;                       ///< empty = none
    bool force = false;
    bool json = false;
    bool quiet = false;
};

/// Judges a request without its model: limits and names, then the forms of its prompts.
[[nodiscard]] Result<void> checkRequest(const request::GenerationRequest& request);

/// Checks everything that can be checked beforehand, runs the request and returns the exit code.
[[nodiscard]] int generate(Session& session, const GenerateWish& wish);

}  // namespace reverie::app
