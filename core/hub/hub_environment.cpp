#include "core/hub/hub_environment.h"

#include "core/base/shown.h"
#include "core/net/origin.h"

#include <QDir>
#include <QProcessEnvironment>
#include <QRegularExpression>

#include <array>

namespace reverie::hub {
namespace {

const QString kOfficial = QStringLiteral("https://huggingface.co");

/// The variables of a process with "~", "$NAME" and "${NAME}" put in, as Python's os.path does.
class Reader final {
public:
    Reader(const QProcessEnvironment& variables, const QString& userHome) : m_variables(variables), m_home(userHome) { }

    /// The first of these that is set to something.
    [[nodiscard]] QString text(std::initializer_list<const char*> names) const
    {
        for (const char* name : names)
            if (const QString value = m_variables.value(QLatin1String(name)); !value.isEmpty())
                return value;
        return {};
    }

    [[nodiscard]] bool isOn(std::initializer_list<const char*> names) const
    {
        static constexpr std::array kYes = {"1", "ON", "YES", "TRUE"};
        const QString value = text(names).toUpper();
        return std::any_of(kYes.begin(), kYes.end(), [&](const char* yes) { return value == QLatin1String(yes); });
    }

    [[nodiscard]] QString folder(std::initializer_list<const char*> names, const QString& otherwise) const
    {
        const QString value = text(names);
        return value.isEmpty() ? otherwise : QDir::cleanPath(QDir(m_home).absoluteFilePath(expanded(value)));
    }

    /// 0 where it is not set to a number of seconds.
    [[nodiscard]] int milliseconds(const char* name) const
    {
        bool isNumber = false;
        const int value = text({name}).toInt(&isNumber);
        return isNumber && value > 0 && value < 86'400 ? 1'000 * value : 0;
    }

private:
    [[nodiscard]] QString expanded(QString path) const
    {
        if (path == QLatin1String("~") || path.startsWith(QLatin1String("~/")))
            path.replace(0, 1, m_home);
        static const QRegularExpression variable(QStringLiteral("\\$(?:(\\w+)|\\{([^}]*)\\})"));
        QString all;
        qsizetype from = 0;
        for (auto each = variable.globalMatch(path); each.hasNext();) {
            const auto match = each.next();
            const QString name = match.captured(1) + match.captured(2);
            all += path.mid(from, match.capturedStart() - from);
            all += m_variables.contains(name) ? m_variables.value(name) : match.captured();
            from = match.capturedEnd();
        }
        return all + path.mid(from);
    }

    const QProcessEnvironment& m_variables;
    QString m_home;
};

Result<QUrl> endpointFrom(QString text)
{
    text = text.trimmed();
    while (text.endsWith(QLatin1Char('/')))
        text.chop(1);
    if (text.isEmpty())
        return QUrl(kOfficial);
    const QUrl url(text, QUrl::StrictMode);
    const auto origin = net::Origin::of(url);
    const bool isSafe =
        origin.scheme == QLatin1String("https") || (origin.scheme == QLatin1String("http") && origin.isLoopback());
    if (url.isValid() && isSafe && !origin.host.isEmpty() && url.userInfo().isEmpty() && !url.hasQuery())
        return url;
    return fail(ErrorCode::InvalidArgument,
        QStringLiteral("HF_ENDPOINT is \"%1\", which is no https address")
            .arg(shown(url.host().isEmpty() ? text : url.host())),
        QStringLiteral("set it to an address such as https://huggingface.co, or unset it"));
}

}  // namespace

Result<HubEnvironment> HubEnvironment::from(const QProcessEnvironment& variables, const QString& userHome)
{
    const Reader read(variables, userHome);
    auto endpoint = endpointFrom(read.text({"HF_ENDPOINT"}));
    if (!endpoint)
        return failWith(std::move(endpoint));
    HubEnvironment all;
    all.endpoint = *endpoint;
    const QString caches = read.folder({"XDG_CACHE_HOME"}, userHome + QStringLiteral("/.cache"));
    all.home = read.folder({"HF_HOME"}, caches + QStringLiteral("/huggingface"));
    all.cache = read.folder({"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}, all.home + QStringLiteral("/hub"));
    all.tokenFile = read.folder({"HF_TOKEN_PATH"}, all.home + QStringLiteral("/token"));
    for (const char* name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
        const QString token = read.text({name}).simplified().remove(QLatin1Char(' '));
        if (token.isEmpty() || !all.token.isEmpty())
            continue;
        all.token = Secret(token.toUtf8());
        all.tokenVariable = QString::fromLatin1(name);
    }
    all.sendsSavedToken = !read.isOn({"HF_HUB_DISABLE_IMPLICIT_TOKEN"});
    all.isOffline = read.isOn({"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"});
    all.usesSymlinks = !read.isOn({"HF_HUB_DISABLE_SYMLINKS"});
    all.etagTimeoutMs = read.milliseconds("HF_HUB_ETAG_TIMEOUT");
    all.downloadTimeoutMs = read.milliseconds("HF_HUB_DOWNLOAD_TIMEOUT");
    return all;
}

}  // namespace reverie::hub
