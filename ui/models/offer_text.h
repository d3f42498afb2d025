#pragma once

#include "core/hub/repo_info.h"
#include "core/library/catalogue.h"
#include "ui/models/offer_card.h"

namespace reverie::ui {

/// A model of the catalogue; what is not sure is said so.
[[nodiscard]] OfferLook offerOf(const library::CatalogueModel& model);
/// A model that a search found.
[[nodiscard]] OfferLook offerOf(const hub::RepoCard& card);
/// "2.1 M", "6,900": counts that nobody reads to the last digit.
[[nodiscard]] QString countText(std::uint64_t count);
/// "25 steps, guidance 7, DPM++ 2M"; empty for what makes no pictures.
[[nodiscard]] QString adviceText(const library::CatalogueDefaults& defaults);

}  // namespace reverie::ui
