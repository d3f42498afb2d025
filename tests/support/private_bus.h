#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/prctl.h>
#include <utility>
#include <vector>

namespace reverie::test {

/// A D-Bus of the test's own, which starts no services and ends with the test. From its making on it is this process's
/// session bus and system bus, so it must be made before anything asks for either.
class PrivateBus final {
public:
    PrivateBus()
    {
        QFile config(m_folder.filePath("bus.conf"));
        if (!config.open(QIODevice::WriteOnly))
            return;
        config.write(kConfig);
        config.close();
        m_daemon.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
        m_daemon.start("dbus-daemon", {"--config-file=" + config.fileName(), "--nofork", "--print-address"});
        if (!m_daemon.waitForReadyRead())
            qFatal("dbus-daemon does not start: %s", qPrintable(m_daemon.errorString()));
        m_address = QString::fromLatin1(m_daemon.readLine().trimmed());
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_address.toLatin1());
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", m_address.toLatin1());
    }
    ~PrivateBus()
    {
        m_daemon.kill();
        m_daemon.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(PrivateBus)

    /// The one of this test.
    [[nodiscard]] static const QString& address() { return m_address; }

private:
    static constexpr const char* kConfig =
        "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>"
        "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>"
        "<allow own=\"*\"/></policy></busconfig>";

    QTemporaryDir m_folder;
    QProcess m_daemon;
    inline static QString m_address;
};

/// A service that a test plays, on a connection of its own, for as long as this lives.
class PlayedService final {
public:
    /// \param object  answers with its slots; must stay
    PlayedService(const QString& name, const QString& path, QObject& object)
        : m_bus(QDBusConnection::connectToBus(PrivateBus::address(), name)), m_name(name)
    {
        QVERIFY(m_bus.registerObject(path, &object, QDBusConnection::ExportAllSlots));
        QVERIFY(m_bus.registerService(name));
    }
    ~PlayedService() { QDBusConnection::disconnectFromBus(m_name); }
    Q_DISABLE_COPY_MOVE(PlayedService)

    [[nodiscard]] QDBusConnection& bus() { return m_bus; }
    /// For answers that come when the test wants them.
    void keep(const QDBusMessage& answer) { m_kept.push_back(answer); }
    void sendKept()
    {
        for (const QDBusMessage& each : std::exchange(m_kept, {}))
            m_bus.send(each);
    }

private:
    QDBusConnection m_bus;
    const QString m_name;
    std::vector<QDBusMessage> m_kept;
};

/// The main() of a test on a private bus.
template <typename Application, typename Test>
int runOnPrivateBus(int argc, char** argv)
{
    const Application application(argc, argv);
    const PrivateBus bus;
    Test test;
    return QTest::qExec(&test, argc, argv);
}

}  // namespace reverie::test
