#pragma once

namespace reverie::request {

/// Both ends belong to the range.
template <typename T>
struct Range {
    T least;
    T most;
};

inline constexpr Range<int> kSteps{1, 1000};
inline constexpr Range<double> kGuidanceScale{0, 100};
inline constexpr Range<int> kSide{64, 4096};  ///< pixels
inline constexpr Range<int> kClipSkip{1, 12};
inline constexpr Range<int> kCount{1, 10'000};
inline constexpr Range<int> kBatch{1, 64};
inline constexpr int kMaximumPromptBytes = 64 * 1024;  ///< of UTF-8

}  // namespace reverie::request
