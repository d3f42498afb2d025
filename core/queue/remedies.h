#pragma once

#include "core/base/error.h"
#include "core/request/generation_request.h"

#include <QString>

#include <vector>

namespace reverie::queue {

/// What a person can do about a failed job, beyond changing the request.
enum class RemedyAction {
    TryAgain,      ///< run `request`, which differs from the failed one unless nothing but trying again is meant
    ChooseModel,   ///< let the person pick another model
    ChooseFolder,  ///< let the person pick another place for the pictures
    EndJob,        ///< cancel it; of a job that runs and may hang
};

/// One way out of a failure: a button.
struct Remedy {
    QString title;  ///< such as "Try 512x512"
    RemedyAction action = RemedyAction::TryAgain;
    request::GenerationRequest request;
};

/// Where a request failed.
struct FailedWhere {
    int nativeSide = 512;     ///< pixels, of the model; stands for an empty size
    bool hadOnlyCpu = false;  ///< no other device could have been used
};

/// The ways out, the likeliest first; at most four, none for a cancelled job.
/// \param request  as it failed
[[nodiscard]] std::vector<Remedy> remediesFor(
    const Error& error, const request::GenerationRequest& request, const FailedWhere& where = {});

}  // namespace reverie::queue
