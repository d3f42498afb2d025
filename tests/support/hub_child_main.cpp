#include "core/hub/hub_api.h"
#include "core/hub/repo_download.h"
#include "core/io/fault_points.h"
#include "core/net/http_client.h"

#include <QCoreApplication>
#include <QTextStream>

#include <cstdlib>

using namespace reverie;
using namespace reverie::hub;

namespace {

int find(const HubCache& cache, const QString& id, const QString& path)
{
    const CacheAnswer answer = cache.find(id, QStringLiteral("main"), path);
    QTextStream(stdout) << answer.path << '\n';
    return answer.kind == CacheAnswer::Kind::Found ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

/// A program that fetches all files of a model, for tests that kill it or start it twice:
///   hub-child ENDPOINT CACHE ID N [no-locks]
///   hub-child find CACHE ID PATH
/// With N > 0 it dies, as by kill -9, at the N-th fault point that it passes. "find" says where the cache has a file.
int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const HubCache cache(arguments.value(2));
    if (arguments.value(1) == QLatin1String("find"))
        return find(cache, arguments.value(3), arguments.value(4));
    HubEnvironment environment;
    environment.endpoint = QUrl(arguments.value(1));
    const QString id = arguments.value(3);
    const net::HttpClient client(net::NetSettings{});
    const HubApi api(client, environment, {});
    DownloadOptions options;
    options.spareBytes = 0;
    options.takesLocks = arguments.value(5) != QLatin1String("no-locks");
    auto info = api.repository(id, QStringLiteral("main"), {});
    if (!info) {
        QTextStream(stderr) << sentence(info.error()) << '\n';
        return EXIT_FAILURE;
    }
    const int nth = arguments.value(4).toInt();
    options.filesAtOnce = nth > 0 ? 1 : options.filesAtOnce;
    const io::FaultPlan plan(nth, io::kKill, false);
    const auto done =
        RepoDownload(api, cache, options).run({id, QStringLiteral("main"), info->commit, info->files}, {}, {});
    if (!done)
        QTextStream(stderr) << sentence(done.error()) << '\n';
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
