#pragma once

namespace reverie::io {

/// The steps of a save at which a test can make it fail.
enum class FaultPoint { Open, Write, Sync, Rename, SyncFolder, Link };

/// As `errnoValue` of a FaultPlan: the process dies there, as by kill -9.
inline constexpr int kKill = -1;

/// While one of these lives, the n-th passage of a fault point in this process (counted from 1 over all points) fails
/// with `errnoValue`, and every later one too when `forGood`. For tests only; one at a time.
class FaultPlan final {
public:
    FaultPlan(int nth, int errnoValue, bool forGood);
    ~FaultPlan();
    FaultPlan(const FaultPlan&) = delete;
    FaultPlan& operator=(const FaultPlan&) = delete;

    /// How many points were passed so far: a loop over n ends when n exceeds it.
    [[nodiscard]] int passed() const;
};

/// The errno with which this passage must fail, or 0. Costs one relaxed atomic load when no plan is set.
[[nodiscard]] int faultAt(FaultPoint point);

}  // namespace reverie::io
