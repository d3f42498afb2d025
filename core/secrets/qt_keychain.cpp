#include "core/secrets/qt_keychain.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QThread>

#include <future>
#include <qt6keychain/keychain.h>

namespace reverie::secrets {
namespace {

const QString kService = QStringLiteral("reverie");
constexpr std::chrono::milliseconds kGlance{50};

static_assert(static_cast<int>(KeychainStatus::EntryNotFound) == QKeychain::EntryNotFound);
static_assert(static_cast<int>(KeychainStatus::AccessDeniedByUser) == QKeychain::AccessDeniedByUser);
static_assert(static_cast<int>(KeychainStatus::NoBackendAvailable) == QKeychain::NoBackendAvailable);
static_assert(static_cast<int>(KeychainStatus::OtherError) == QKeychain::OtherError);

/// QtKeychain's queue of jobs is one for the process and lives in the thread of its first job, so that thread must
/// outlive all others.
class JobThread final {
public:
    static JobThread& instance()
    {
        static JobThread thread;
        return thread;
    }

    /// What takes jobs in, and lives in the thread.
    [[nodiscard]] QObject* home() { return &m_home; }

private:
    JobThread()
    {
        m_home.moveToThread(&m_thread);
        m_thread.setObjectName(QStringLiteral("keychain"));
        m_thread.start();
        qAddPostRoutine([] { instance().end(); });
    }
    ~JobThread() { end(); }

    void end()
    {
        m_thread.quit();
        m_thread.wait();
    }

    QThread m_thread;
    QObject m_home;
};

/// Whether the desktop has a keychain, or could start one. QtKeychain 0.13 says "other error" where nobody answers.
bool isThereAKeychain()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return false;
    const QStringList names =
        bus.interface()->registeredServiceNames().value() + bus.interface()->activatableServiceNames().value();
    return names.contains(QStringLiteral("org.freedesktop.secrets")) ||
        names.contains(QStringLiteral("org.kde.kwalletd5")) || names.contains(QStringLiteral("org.kde.kwalletd6"));
}

KeychainStatus statusOf(const QKeychain::Job& job)
{
    if (job.error() == QKeychain::OtherError && !isThereAKeychain())
        return KeychainStatus::NoBackendAvailable;
    return static_cast<KeychainStatus>(job.error());
}

}  // namespace

QtKeychain::QtKeychain(std::chrono::milliseconds patience) : m_patience(patience) { }

/// Runs a job that `make` makes in the job thread. `take` gets what it found.
template <typename Make, typename Take>
KeychainAnswer QtKeychain::run(const QString& name, Make make, Take take) const
{
    auto promise = std::make_shared<std::promise<KeychainAnswer>>();
    std::future<KeychainAnswer> answer = promise->get_future();
    QMetaObject::invokeMethod(JobThread::instance().home(), [=] {
        auto* job = make();
        job->setKey(name);
        QObject::connect(job, &QKeychain::Job::finished, job, [=] { promise->set_value({statusOf(*job), take(job)}); });
        job->start();
    });
    const auto end = std::chrono::steady_clock::now() + m_patience;
    while (!m_hasGivenUp && std::chrono::steady_clock::now() < end)
        if (answer.wait_for(kGlance) == std::future_status::ready)
            return answer.get();
    return {KeychainStatus::Silent, {}};
}

KeychainAnswer QtKeychain::read(const QString& name)
{
    return run(
        name, [] { return new QKeychain::ReadPasswordJob(kService); },
        [](QKeychain::ReadPasswordJob* job) { return Secret(job->binaryData()); });
}

KeychainAnswer QtKeychain::write(const QString& name, const Secret& secret)
{
    const auto make = [secret] {
        auto* job = new QKeychain::WritePasswordJob(kService);
        job->setBinaryData(secret.reveal());
        return job;
    };
    return run(name, make, [](QKeychain::WritePasswordJob*) { return Secret(); });
}

KeychainAnswer QtKeychain::remove(const QString& name)
{
    return run(
        name, [] { return new QKeychain::DeletePasswordJob(kService); },
        [](QKeychain::DeletePasswordJob*) { return Secret(); });
}

}  // namespace reverie::secrets
