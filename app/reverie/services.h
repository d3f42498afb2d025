#pragma once

#include "core/base/paths.h"
#include "core/weights/hash_cache.h"
#include "core/worker/worker_client.h"

#include <QDebug>

namespace reverie::app {

/// What commands that use the engine share. Starts no process by itself.
struct Services {
    explicit Services(const Paths& paths) : hashes(hashFile(paths)), worker({.program = Paths::engineBinary()})
    {
        QObject::connect(&worker, &worker::WorkerClient::logged, &worker,
            [](const QString& line) { qInfo().noquote() << "engine:" << line; });
    }

    /// Where the hashes of weight files are remembered.
    static QString hashFile(const Paths& paths) { return paths.cache() + QStringLiteral("/hashes.json"); }

    weights::HashCache hashes;
    worker::WorkerClient worker;
};

}  // namespace reverie::app
