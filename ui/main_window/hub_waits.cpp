#include "ui/main_window/hub_waits.h"

namespace reverie::ui {
namespace {

thread_local quint64 askingNumber = 0;

}  // namespace

HubWaits::Asking::Asking(quint64 number)
{
    askingNumber = number;
}

HubWaits::Asking::~Asking()
{
    askingNumber = 0;
}

void HubWaits::tell(double seconds, const QString& why)
{
    Q_EMIT waiting(askingNumber, seconds, why);
}

}  // namespace reverie::ui
