#include "tests/support/fake_hub/fake_hub.h"
#include "tests/support/fake_hub/hub_description.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>

#include <cstdio>

using namespace reverie::fake_hub;

/// fake-hub DESCRIPTION.json [--port N] [--tls CA.pem]: prints its endpoint and serves until its standard input ends.
/// The file is described in hub_description.h.
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser line;
    line.addPositionalArgument(QStringLiteral("description"), QStringLiteral("Repositories and tokens, JSON"));
    line.addOption({QStringLiteral("port"), QStringLiteral("of the API; the CDN has the next one"), QStringLiteral("N"),
        QStringLiteral("0")});
    line.addOption({QStringLiteral("tls"), QStringLiteral("speak TLS; the authority's certificate is written there"),
        QStringLiteral("FILE")});
    line.process(application);
    const auto port = static_cast<quint16>(line.value(QStringLiteral("port")).toUInt());
    const TestAuthority authority;
    FakeHub::Options options;
    options.port = port;
    options.cdnPort = port == 0 ? quint16{0} : static_cast<quint16>(port + 1);
    if (line.isSet(QStringLiteral("tls")))
        options.authority = &authority;
    FakeHub hub(options);
    const QString wrong = describe(hub, line.positionalArguments().value(0));
    if (!wrong.isEmpty() || hub.port() == 0) {
        std::fprintf(stderr, "fake-hub: %s\n", wrong.isEmpty() ? "the port is taken" : qUtf8Printable(wrong));
        return 1;
    }
    if (options.authority != nullptr) {
        QFile file(line.value(QStringLiteral("tls")));
        if (!file.open(QIODevice::WriteOnly) || file.write(authority.certificate()) < 0)
            return 1;
    }
    std::printf("%s\n", hub.endpoint().constData());
    std::fflush(stdout);
    while (std::getchar() != EOF) { }
    return 0;
}
