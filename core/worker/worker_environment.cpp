#include "core/worker/worker_environment.h"

namespace reverie::worker {

QProcessEnvironment workerEnvironment(QProcessEnvironment own)
{
    const QString spinning = QStringLiteral("GOMP_SPINCOUNT");
    if (!own.contains(spinning) && !own.contains(QStringLiteral("OMP_WAIT_POLICY")))
        own.insert(spinning, QStringLiteral("10000"));
    return own;
}

}  // namespace reverie::worker
