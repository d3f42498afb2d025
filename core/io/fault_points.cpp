#include "core/io/fault_points.h"

#include <atomic>
#include <csignal>

namespace reverie::io {
namespace {

std::atomic<int> g_nth{0};  // 0 = no plan
std::atomic<int> g_passed{0};
std::atomic<int> g_errno{0};
std::atomic<bool> g_forGood{false};

}  // namespace

FaultPlan::FaultPlan(int nth, int errnoValue, bool forGood)
{
    g_passed = 0;
    g_errno = errnoValue;
    g_forGood = forGood;
    g_nth = nth;
}

FaultPlan::~FaultPlan()
{
    g_nth = 0;
}

int FaultPlan::passed() const
{
    return g_passed;
}

int faultAt(FaultPoint)
{
    const int nth = g_nth.load(std::memory_order_relaxed);
    if (nth == 0)
        return 0;
    const int passage = ++g_passed;
    if (passage != nth && !(g_forGood && passage > nth))
        return 0;
    if (g_errno == kKill)
        std::raise(SIGKILL);
    return g_errno;
}

}  // namespace reverie::io
