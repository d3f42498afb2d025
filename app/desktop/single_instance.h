#pragma once

#include "core/io/file_lock.h"

#include <QObject>
#include <QStringList>

#include <optional>

class QLocalServer;

namespace reverie::app {

/// One window for each data folder: the first start holds a lock and listens, a later one hands its files over.
class SingleInstance final : public QObject {
    Q_OBJECT

public:
    /// \param folder  of the data, which must exist
    explicit SingleInstance(const QString& folder, QObject* parent = nullptr);

    /// Whether this is the first. Where no lock can be made there is nothing to share, and it is.
    [[nodiscard]] bool isFirst() const { return m_isFirst; }
    /// Raises the first with these files (absolute paths). Waits at most two seconds; false when it does not answer.
    [[nodiscard]] bool handOver(const QStringList& files) const;

Q_SIGNALS:
    /// Another start wants the window in front.
    void raiseWanted(const QStringList& files);

private:
    void listen();
    void onConnection();

    QString m_name;  ///< of the socket
    std::optional<io::FileLock> m_lock;
    QLocalServer* m_server = nullptr;
    bool m_isFirst = true;
};

}  // namespace reverie::app
