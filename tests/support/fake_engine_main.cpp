#include "core/base/log.h"
#include "core/worker/process_guard.h"
#include "core/worker/serving_loop.h"
#include "tests/support/fake_engine_port.h"

#include <QCoreApplication>
#include <QFile>
#include <QtEndian>

#include <csignal>
#include <cstdlib>
#include <thread>
#include <unistd.h>

using namespace reverie;
using namespace reverie::worker;

namespace {

/// What goes wrong, and when: at the n-th message of a type on its way to the parent.
/// Arguments: [TYPE NUMBER DEED MARKER]. It happens once: the file MARKER, which must not exist, notes that it has.
struct Fault {
    QString type;
    int number = 0;
    QString deed;
    QString marker;
};

/// Ends the process when nobody reads any more: a parent that was killed leaves no engine behind.
void writeAll(int fd, const QByteArray& bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const ssize_t written = ::write(fd, bytes.constData() + at, static_cast<std::size_t>(bytes.size() - at));
        if (written <= 0)
            std::_Exit(EXIT_FAILURE);
        at += written;
    }
}

QByteArray encode(const nlohmann::json& header, const std::vector<std::uint8_t>& payload)
{
    return *encodeHead(header, payload.size()) +
        QByteArray(reinterpret_cast<const char*>(payload.data()), static_cast<qsizetype>(payload.size()));
}

[[noreturn]] void endBy(int signal)
{
    std::signal(signal, SIG_DFL);
    ::kill(::getpid(), signal);
    for (;;)
        ::pause();
}

/// Stands between the serving loop and the parent, and spoils one message.
class Relay final {
public:
    Relay(int input, int output, Fault fault) : m_input(input), m_output(output), m_fault(std::move(fault)) { }

    void run()
    {
        FrameDecoder decoder;
        ssize_t count = 0;
        while ((count = ::read(m_input, decoder.room().data(), decoder.room().size())) > 0)
            if (auto frame = decoder.advance(static_cast<std::size_t>(count)); *frame)
                pass(**frame);
    }

private:
    void pass(const Frame& frame)
    {
        const bool isType = QString::fromStdString(frame.header["type"]) == m_fault.type;
        const bool isIt = isType && ++m_seen == m_fault.number && !QFile::exists(m_fault.marker);
        if (isIt)
            spoil(frame);
        else
            writeAll(m_output, encode(frame.header, frame.payload));
    }

    void spoil(Frame frame)
    {
        QFile marker(m_fault.marker);
        if (!marker.open(QIODevice::WriteOnly))
            std::abort();
        marker.close();
        const QByteArray whole = encode(frame.header, frame.payload);
        const QString& deed = m_fault.deed;
        if (deed.endsWith(QLatin1String(" in the middle")))
            writeAll(m_output, whole.left(whole.size() / 2));
        if (deed.endsWith(QLatin1String(" after")))
            writeAll(m_output, whole);
        dieOrStop(deed.section(QLatin1Char(' '), 0, 0));
        say(deed, frame, whole);
    }

    static void dieOrStop(const QString& deed)
    {
        const std::pair<const char*, int> signals[] = {{"SIGKILL", SIGKILL}, {"SIGSEGV", SIGSEGV}, {"SIGABRT", SIGABRT},
            {"SIGTERM", SIGTERM}, {"SIGSTOP", SIGSTOP}, {"SIGILL", SIGILL}};
        for (const auto& [name, number] : signals)
            if (deed == QLatin1String(name))
                endBy(number);
        if (deed == QLatin1String("exit"))
            std::_Exit(7);
        if (deed == QLatin1String("leave"))
            std::_Exit(0);
    }

    /// Sends something else than the message.
    void say(const QString& deed, Frame& frame, const QByteArray& whole)
    {
        if (deed == QLatin1String("garbage"))
            writeAll(m_output, "Traceback (most recent call last):\n");
        if (deed == QLatin1String("oversized"))
            writeAll(m_output, QByteArray("\xff\xff\xff\x7f", 4));
        if (deed == QLatin1String("oversized payload"))
            frame.header["payload"] = 1'000'000'000;
        if (deed == QLatin1String("unknown job"))
            frame.header["job"] = 999;
        if (deed == QLatin1String("unknown type"))
            frame.header["type"] = "surprise";
        if (deed == QLatin1String("no type"))
            frame.header.erase("type");
        if (deed == QLatin1String("twice"))
            writeAll(m_output, whole);
        if (deed == QLatin1String("early end"))
            frame = toFrame(message::Done{frame.header["job"], {}});
        if (deed == QLatin1String("wrong size"))
            frame.payload.push_back(0);
        const std::string text = frame.header.dump();
        QByteArray head(4, '\0');
        qToLittleEndian(static_cast<quint32>(text.size()), head.data());
        if (deed != QLatin1String("nothing"))
            writeAll(m_output,
                deed == QLatin1String("oversized payload") ? head + QByteArray::fromStdString(text)
                                                           : encode(frame.header, frame.payload));
    }

    const int m_input;
    const int m_output;
    const Fault m_fault;
    int m_seen = 0;
};

}  // namespace

/// A worker without an engine, for tests of the parent: speaks the protocol through the real serving loop, then fails
/// as it was told to.
int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    installLog(LogLevel::Warning);
    auto channels = guardProcess();
    int inner[2];
    if (!channels || ::pipe(inner) != 0)
        return EXIT_FAILURE;
    const Fault fault{arguments.value(1), arguments.value(2).toInt(), arguments.value(3), arguments.value(4)};
    Relay relay(inner[0], channels->output.get(), fault);
    std::thread relaying([&relay] { relay.run(); });
    FakeEnginePort port;
    ServingLoop loop(port, channels->input.get(), inner[1]);
    const ServingEnd end = loop.run();
    ::close(inner[1]);
    relaying.join();
    std::_Exit(static_cast<int>(end));
}
