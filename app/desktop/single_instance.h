#pragma once

#include "core/io/file_lock.h"

#include <QObject>
#include <QStringList>

#include <optional>

class QLocalServer;
class QLocalSocket;

namespace reverie::app {

/// One window for each data folder: the first start holds a lock and listens, a later one hands its files over.
class SingleInstance final : public QObject {
    Q_OBJECT

public:
    static constexpr int kPatienceMs = 3000;

    /// \param folder  of the data, which must exist
    explicit SingleInstance(const QString& folder, QObject* parent = nullptr);

    /// Whether this is the first. Where no lock can be made it is, unless another answers.
    [[nodiscard]] bool isFirst() const { return m_isFirst; }
    /// "process 123 on studio": the first, or one of another computer that may be it (see FileLock::stranger), which
    /// `takeOver` leaves out of account. Empty = neither.
    [[nodiscard]] QString other() const;
    /// A person says that the process of another computer has ended.
    void takeOver();
    /// Becomes the first when the other has ended meanwhile; returns `isFirst()`.
    [[nodiscard]] bool tryAgain();

    /// Raises the first with these files (absolute paths); false when it does not answer in time. One that is starting
    /// is waited for, and one that does not answer is left without the files. Any thread.
    [[nodiscard]] bool handOver(const QStringList& files, int patienceMs = kPatienceMs) const;

Q_SIGNALS:
    /// Another start wants the window in front.
    void raiseWanted(const QStringList& files);

private:
    void take();
    void listen();
    void onConnection();
    void read(QLocalSocket* socket);

    const QString m_file;  ///< of the lock
    const QString m_name;  ///< of the socket
    std::optional<io::FileLock> m_lock;
    QString m_holder;
    QLocalServer* m_server = nullptr;
    bool m_isFirst = true;
};

}  // namespace reverie::app
