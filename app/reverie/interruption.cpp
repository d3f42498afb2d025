#include "app/reverie/interruption.h"

#include "app/reverie/command.h"

#include <QSocketNotifier>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace reverie::app {
namespace {

int g_pipe[2] = {-1, -1};
volatile std::sig_atomic_t g_count = 0;

void onSignal(int)
{
    g_count = g_count + 1;
    if (g_count > 1)
        ::_exit(Interrupted);
    const char byte = 1;
    std::ignore = ::write(g_pipe[1], &byte, 1);
}

void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigaction(signal, &action, nullptr);
}

}  // namespace

Interruption::Interruption(QObject* parent) : QObject(parent)
{
    std::ignore = ::pipe2(g_pipe, O_CLOEXEC | O_NONBLOCK);
    m_notifier = new QSocketNotifier(g_pipe[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        m_wasRequested = true;
        Q_EMIT requested();
    });
    handle(SIGINT, onSignal);
    handle(SIGTERM, onSignal);
}

Interruption::~Interruption()
{
    handle(SIGINT, SIG_DFL);
    handle(SIGTERM, SIG_DFL);
    for (int& end : g_pipe)
        ::close(std::exchange(end, -1));
}

}  // namespace reverie::app
