#include "app/signals/interruption.h"

#include <QSocketNotifier>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace reverie::app {
namespace {

/// As shells have it for a program that Ctrl+C ended.
constexpr int kInterrupted = 130;

int g_pipe[2] = {-1, -1};
bool g_secondEnds = true;
volatile std::sig_atomic_t g_count = 0;

void onSignal(int)
{
    g_count = g_count + 1;
    if (g_count > 1 && g_secondEnds)
        ::_exit(kInterrupted);
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

Interruption::Interruption(std::vector<int> signalNumbers, SecondSignal second, QObject* parent)
    : QObject(parent), m_signals(std::move(signalNumbers))
{
    g_secondEnds = second == SecondSignal::EndsAtOnce;
    g_count = 0;
    std::ignore = ::pipe2(g_pipe, O_CLOEXEC | O_NONBLOCK);
    m_notifier = new QSocketNotifier(g_pipe[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        Q_EMIT requested();
    });
    for (const int each : m_signals)
        handle(each, onSignal);
}

Interruption::~Interruption()
{
    for (const int each : m_signals)
        handle(each, SIG_DFL);
    for (int& end : g_pipe)
        ::close(std::exchange(end, -1));
}

bool Interruption::wasRequested() const
{
    return g_count > 0;
}

int Interruption::descriptor() const
{
    return g_pipe[0];
}

}  // namespace reverie::app
