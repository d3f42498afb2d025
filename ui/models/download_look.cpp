#include "ui/models/download_look.h"

#include "core/base/size_text.h"
#include "ui/widgets/duration_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace reverie::ui {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Downloads)
};

}  // namespace

double DownloadLook::share() const
{
    if (state == DownloadState::Done)
        return 1;
    return total == 0 ? 0 : std::min(1.0, static_cast<double>(received) / static_cast<double>(total));
}

QString stateText(DownloadState state)
{
    switch (state) {
    case DownloadState::Waiting:
        return Texts::tr("Waiting");
    case DownloadState::Downloading:
        return Texts::tr("Downloading");
    case DownloadState::Checking:
        return Texts::tr("Checking what came");
    case DownloadState::Paused:
        return Texts::tr("Paused");
    case DownloadState::Failed:
        return Texts::tr("Stopped");
    case DownloadState::Done:
        break;
    }
    return Texts::tr("Ready");
}

QString progressText(const DownloadLook& look)
{
    QStringList parts;
    if (look.state == DownloadState::Done)
        return sizeText(look.total);
    if (look.total > 0 && look.received == 0 && look.state == DownloadState::Waiting)
        parts << sizeText(look.total);
    else if (look.total > 0)
        parts << Texts::tr("%1 of %2").arg(sizeText(look.received), sizeText(look.total));
    if (look.state == DownloadState::Downloading && look.bytesPerSecond > 0) {
        parts << Texts::tr("%1/s").arg(sizeText(static_cast<std::uint64_t>(look.bytesPerSecond)));
        if (look.total > look.received)
            parts << Texts::tr("%1 left").arg(
                durationText(static_cast<double>(look.total - look.received) / look.bytesPerSecond));
    }
    return parts.join(QStringLiteral(" \u00b7 "));
}

}  // namespace reverie::ui
