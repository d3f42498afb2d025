#pragma once

#include "core/engine/attention.h"

namespace reverie::engine {

/// Texts of a batch worked into the layers around them. Between pixels and a text's tokens stand two products that stay
/// the same as long as the text does: to_q with its keys, and its values with to_out. Multiplied once, scores come
/// straight from the pixels and outputs straight from the scores' shares: less work wherever heads times tokens are far
/// fewer than channels, as in the inner levels of SD 1.
/// \param text of keysAndValues() \return neighbours in the batch that read the same share one; empty where it is no
/// less work, or weights are not packed
[[nodiscard]] std::vector<FoldedText> foldText(const Attention& layer, const KeysAndValues& text);

/// residual + to_out(attention of x over the text). \param x [B, L, C]; residual of the same shape
[[nodiscard]] at::Tensor attendFolded(
    const std::vector<FoldedText>& text, int heads, const at::Tensor& x, const at::Tensor& residual);

}  // namespace reverie::engine
