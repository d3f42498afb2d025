#include "core/hub/repo_download.h"
#include "core/net/http_client.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <sys/resource.h>
#include <unistd.h>

using namespace reverie;
using namespace reverie::hub;

namespace {

constexpr int kRounds = 5;
const QString kId = QStringLiteral("org/model");

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// `curl -o F && openssl dgst -sha256 F`, and with `syncs` the disk too, as Reverie does before it names a file.
double theirs(const QString& url, const QString& folder, bool syncs)
{
    const QString file = folder + QStringLiteral("/F");
    QString command = QStringLiteral("curl -sSfL -o '%1' '%2' && openssl dgst -sha256 '%1'").arg(file, url);
    if (syncs)
        command += QStringLiteral(" && sync '%1'").arg(file);
    QElapsedTimer timer;
    timer.start();
    QProcess shell;
    shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), command});
    shell.waitForFinished(-1);
    const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    if (shell.exitCode() != 0)
        std::fprintf(stderr, "%s", shell.readAllStandardError().constData());
    QFile::remove(file);
    return seconds;
}

double ours(const HubApi& api, const RepoInfo& info, const QString& folder)
{
    const HubCache cache(folder + QStringLiteral("/hub"));
    DownloadOptions options;
    options.spareBytes = 0;
    QElapsedTimer timer;
    timer.start();
    const auto done =
        RepoDownload(api, cache, options).run({kId, QStringLiteral("main"), info.commit, info.files}, {}, {});
    const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    if (!done)
        std::fprintf(stderr, "%s\n", qUtf8Printable(sentence(done.error())));
    QDir(cache.folder()).removeRecursively();
    return seconds;
}

long peakKb()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

}  // namespace

/// bench_download FAKE-HUB FOLDER [sync]: one file of 1 GiB from a Hub on this computer, ours and curl's in turns.
int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QTemporaryDir source;
    const QTemporaryDir target(arguments.value(2) + QStringLiteral("/bench_download-XXXXXX"));
    QDir(source.path()).mkdir(QStringLiteral("model"));
    QProcess::execute(QStringLiteral("sh"),
        {QStringLiteral("-c"),
            QStringLiteral("head -c 1073741824 /dev/urandom > '%1/model/w.safetensors'").arg(source.path())});
    QFile description(source.filePath(QStringLiteral("hub.json")));
    if (!description.open(QIODevice::WriteOnly))
        return 1;
    description.write("{\"repositories\":[{\"id\":\"org/model\",\"folder\":\"model\"}]}");
    description.close();
    QProcess hub;
    hub.start(arguments.value(1), {description.fileName()});
    hub.waitForReadyRead(-1);
    HubEnvironment environment;
    environment.endpoint = QUrl(QString::fromLatin1(hub.readLine().trimmed()));
    const net::HttpClient client(net::NetSettings{});
    const HubApi api(client, environment, {});
    const auto info = api.repository(kId, QStringLiteral("main"), {});
    if (!info) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(sentence(info.error())));
        return 1;
    }
    const QString url = api.fileUrl(kId, QStringLiteral("main"), QStringLiteral("w.safetensors")).toString();
    const bool syncs = arguments.value(3) == QLatin1String("sync");
    std::vector<double> curl;
    std::vector<double> mine;
    for (int round = 0; round < kRounds; ++round) {
        curl.push_back(theirs(url, target.path(), syncs));
        mine.push_back(ours(api, *info, target.path()));
        std::printf("curl %.2f s, Reverie %.2f s, peak %ld KiB\n", curl.back(), mine.back(), peakKb());
        std::fflush(stdout);
    }
    std::printf("median: curl %.2f s, Reverie %.2f s: %.0f %% of its speed\n", median(curl), median(mine),
        100 * median(curl) / median(mine));
    hub.closeWriteChannel();
    hub.waitForFinished();
    return 0;
}
