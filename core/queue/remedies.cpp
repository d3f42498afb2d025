#include "core/queue/remedies.h"

#include <QCoreApplication>

#include <algorithm>

namespace reverie::queue {
namespace {

using request::GenerationRequest;

constexpr int kLeastSide = 256;  // smaller pictures of a model are no pictures
constexpr int kStep = 64;

QString tr(const char* english)
{
    return QCoreApplication::translate("Remedies", english);
}

/// Adds a way out that changes something.
void offer(std::vector<Remedy>& ways, const GenerationRequest& failed, QString title, GenerationRequest changed)
{
    if (changed != failed)
        ways.push_back({std::move(title), RemedyAction::TryAgain, std::move(changed)});
}

void offerCpu(std::vector<Remedy>& ways, const GenerationRequest& failed, const FailedWhere& where)
{
    if (where.hadOnlyCpu)
        return;
    GenerationRequest changed = failed;
    changed.device = QStringLiteral("cpu");
    changed.dtype = request::DType::Auto;
    if (failed.device != QLatin1String("cpu"))
        offer(ways, failed, tr("Use the CPU"), changed);
}

void offerFp32(std::vector<Remedy>& ways, const GenerationRequest& failed)
{
    GenerationRequest changed = failed;
    changed.dtype = request::DType::Fp32;
    offer(ways, failed, tr("Compute with 32 bits"), changed);
}

/// The native size where the picture is larger, else three quarters of it.
void offerSmaller(std::vector<Remedy>& ways, const GenerationRequest& failed, int nativeSide)
{
    GenerationRequest changed = failed;
    const int width = failed.width.value_or(nativeSide);
    const int height = failed.height.value_or(nativeSide);
    const double shrink = std::min(0.75, static_cast<double>(nativeSide) / std::max(width, height));
    const auto smaller = [&](int side) {
        return std::max(kLeastSide, static_cast<int>(side * shrink) / kStep * kStep);
    };
    changed.width = std::min(width, smaller(width));
    changed.height = std::min(height, smaller(height));
    if (*changed.width < width || *changed.height < height)
        offer(ways, failed, tr("Try %1x%2").arg(*changed.width).arg(*changed.height), changed);
}

void offerLessMemory(std::vector<Remedy>& ways, const GenerationRequest& failed)
{
    GenerationRequest single = failed;
    single.batch = 1;
    offer(ways, failed, tr("One picture at a time"), single);
    GenerationRequest lean = failed;
    lean.memory = request::MemoryUse::Lean;
    offer(ways, failed, tr("Use less memory"), lean);
}

void offerAgain(std::vector<Remedy>& ways, const GenerationRequest& failed)
{
    ways.push_back({tr("Try again"), RemedyAction::TryAgain, failed});
}

}  // namespace

std::vector<Remedy> remediesFor(const Error& error, const GenerationRequest& request, const FailedWhere& where)
{
    std::vector<Remedy> ways;
    switch (error.code) {
    case ErrorCode::OutOfMemory:
        offerLessMemory(ways, request);
        offerSmaller(ways, request, where.nativeSide);
        offerCpu(ways, request, where);
        break;
    case ErrorCode::DeviceLost:
        offerAgain(ways, request);
        offerCpu(ways, request, where);
        break;
    case ErrorCode::InvalidNumbers:
        offerFp32(ways, request);
        ways.push_back({tr("Choose another model"), RemedyAction::ChooseModel, request});
        break;
    case ErrorCode::NotFound:
    case ErrorCode::Corrupt:
    case ErrorCode::Unsupported:
        ways.push_back({tr("Choose another model"), RemedyAction::ChooseModel, request});
        break;
    case ErrorCode::DiskFull:
    case ErrorCode::Permission:
        offerAgain(ways, request);
        ways.push_back({tr("Save elsewhere"), RemedyAction::ChooseFolder, request});
        break;
    case ErrorCode::Cancelled:
    case ErrorCode::InvalidArgument:
        break;
    default:
        offerAgain(ways, request);
    }
    return ways;
}

}  // namespace reverie::queue
