#include "core/hub/names.h"

#include "core/base/shown.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <array>

namespace reverie::hub {
namespace {

constexpr qsizetype kMostSegmentBytes = 255;
constexpr qsizetype kMostPathBytes = 1'024;
constexpr qsizetype kMostIdCharacters = 96;

tl::unexpected<Error> refuse(const QString& path, const char* why)
{
    return fail(ErrorCode::Corrupt, QStringLiteral("the file name \"%1\" %2").arg(shown(path, 80), QLatin1String(why)),
        QStringLiteral("tell the author of the repository"));
}

bool isDevice(const QString& segment)
{
    static constexpr std::array kDevices = {"con", "prn", "aux", "nul", "conin$", "conout$"};
    const QString stem = segment.section(QLatin1Char('.'), 0, 0).trimmed().toLower();
    if (std::any_of(kDevices.begin(), kDevices.end(), [&](const char* name) { return stem == QLatin1String(name); }))
        return true;
    static const QRegularExpression port(QStringLiteral("^(com|lpt)[0-9\u00b9\u00b2\u00b3]\\z"));
    return port.match(stem).hasMatch();
}

bool hasControl(const QString& path)
{
    return std::any_of(path.begin(), path.end(), [](QChar each) {
        return each.category() == QChar::Other_Control || each == QChar(QChar::ReplacementCharacter);
    });
}

const char* wrongWithSegment(const QString& segment)
{
    if (segment.isEmpty())
        return "has an empty part";
    if (segment == QLatin1String(".") || segment == QLatin1String(".."))
        return "would leave its folder";
    if (segment.endsWith(QLatin1Char('.')) || segment.endsWith(QLatin1Char(' ')))
        return "has a part that ends in a dot or a space";
    if (segment.toUtf8().size() > kMostSegmentBytes)
        return "has a part of more than 255 bytes";
    return isDevice(segment) ? "names a device of Windows" : nullptr;
}

bool isHex(const QString& text)
{
    return std::all_of(text.begin(), text.end(), [](QChar each) {
        return (each >= QLatin1Char('0') && each <= QLatin1Char('9')) ||
            (each >= QLatin1Char('a') && each <= QLatin1Char('f'));
    });
}

QString folded(const QString& path)
{
    return path.normalized(QString::NormalizationForm_C).toCaseFolded().normalized(QString::NormalizationForm_C);
}

}  // namespace

Result<void> checkRepoPath(const QString& path)
{
    if (path.isEmpty())
        return refuse(path, "is empty");
    if (path.startsWith(QLatin1Char('/')))
        return refuse(path, "would leave its folder");
    if (path.contains(QLatin1Char('\\')))
        return refuse(path, "contains a backslash, which leads out of the folder on Windows");
    if (path.contains(QLatin1Char(':')))
        return refuse(path, "contains a colon, which names a drive or a stream on Windows");
    if (hasControl(path))
        return refuse(path, "contains control characters");
    if (path.toUtf8().size() > kMostPathBytes)
        return refuse(path, "is longer than 1,024 bytes");
    for (const QString& segment : path.split(QLatin1Char('/')))
        if (const char* wrong = wrongWithSegment(segment))
            return refuse(path, wrong);
    return {};
}

Result<void> checkRepoId(const QString& id)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(?:[A-Za-z0-9][A-Za-z0-9._-]*/)?[A-Za-z0-9_][A-Za-z0-9._-]*\\z"));
    const bool isRight = id.size() <= kMostIdCharacters && pattern.match(id).hasMatch() &&
        !id.contains(QLatin1String("--")) && !id.contains(QLatin1String("..")) && !id.endsWith(QLatin1Char('.')) &&
        !id.endsWith(QLatin1Char('-')) && !id.endsWith(QLatin1String(".git"));
    if (isRight && id != QLatin1String("."))
        return {};
    return fail(ErrorCode::InvalidArgument, QStringLiteral("\"%1\" is no name of a model on the Hub").arg(shown(id)),
        QStringLiteral("write it as OWNER/NAME"));
}

Result<void> checkRevision(const QString& revision)
{
    if (checkRepoPath(revision) && !revision.startsWith(QLatin1Char('-')))
        return {};
    return fail(ErrorCode::InvalidArgument, QStringLiteral("\"%1\" is no name of a revision").arg(shown(revision)),
        QStringLiteral("name a branch, a tag or a commit"));
}

bool isCommit(const QString& text)
{
    return text.size() == 40 && isHex(text);
}

bool isEtag(const QString& text)
{
    return (text.size() == 40 || text.size() == 64) && isHex(text);
}

QString etagFrom(QByteArrayView header)
{
    QByteArrayView text = header.trimmed();
    if (text.startsWith("W/"))
        text = text.sliced(2);
    if (text.size() >= 2 && text.startsWith('"') && text.endsWith('"'))
        text = text.sliced(1, text.size() - 2);
    const QString etag = QString::fromLatin1(text);
    return isEtag(etag) ? etag : QString();
}

Result<void> NameTwins::add(const QString& path)
{
    const QString name = folded(path);
    if (m_files.contains(name) || m_folders.contains(name))
        return refuse(path, "stands there twice, but for upper case or accents");
    for (auto slash = name.indexOf(QLatin1Char('/')); slash >= 0; slash = name.indexOf(QLatin1Char('/'), slash + 1)) {
        if (m_files.contains(name.left(slash)))
            return refuse(path, "lies in a folder that is a file too");
    }
    for (auto slash = name.indexOf(QLatin1Char('/')); slash >= 0; slash = name.indexOf(QLatin1Char('/'), slash + 1))
        m_folders.insert(name.left(slash));
    m_files.insert(name);
    return {};
}

QString repositoryIn(const QString& text)
{
    QString id = text.trimmed();
    if (id.contains(QLatin1String("://")))
        id = QUrl(id).path().mid(1);
    const QStringList parts = id.split(QLatin1Char('/'), Qt::SkipEmptyParts);
    if (parts.size() < 2)
        return {};
    id = parts[0] + QLatin1Char('/') + parts[1];
    return checkRepoId(id) ? id : QString();
}

}  // namespace reverie::hub
