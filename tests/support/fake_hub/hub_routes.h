#pragma once

#include "tests/support/fake_hub/http_exchange.h"
#include "tests/support/fake_hub/hub_state.h"

namespace reverie::fake_hub {

/// What huggingface.co says: the API, and the small files of repositories.
[[nodiscard]] Answer answerAsHub(HubState& state, const Request& request, const Fault& fault);
/// What its CDN says: large files, to whoever brings a signed address and no token.
[[nodiscard]] Answer answerAsCdn(const HubState& state, const Request& request, const Fault& fault);

}  // namespace reverie::fake_hub
