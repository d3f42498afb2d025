#include "core/library/extra_model_paths.h"

#include <QDir>

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

namespace reverie::library {
namespace {

constexpr qsizetype kMostFolders = 1'000;
constexpr qsizetype kMostPathBytes = 4'096;

/// Keys of a block that name no folder of models.
constexpr std::array kOtherKeys = {"base_path", "is_default", "custom_nodes", "configs"};

bool isUsable(const QString& path)
{
    const auto isControl = [](QChar c) { return c < QLatin1Char(' ') || c == QChar(0x7f); };
    return !path.isEmpty() && path.size() <= kMostPathBytes && std::ranges::none_of(path, isControl);
}

QString textOf(const YAML::Node& node)
{
    return node.IsScalar() ? QString::fromStdString(node.Scalar()).trimmed() : QString();
}

/// An absolute path, or nothing.
QString resolved(const QString& path, const QString& base, const QString& home)
{
    if (!isUsable(path))
        return {};
    if (path == QLatin1String("~") || path.startsWith(QLatin1String("~/")))
        return QDir::cleanPath(home + path.mid(1));
    // QDir would take a path that begins with a colon for one of Qt's resources.
    return QDir::cleanPath(path.startsWith(QLatin1Char('/')) ? path : base + QLatin1Char('/') + path);
}

void readBlock(const YAML::Node& block, const QString& folder, const QString& home, QStringList& folders)
{
    const YAML::Node named = block["base_path"];
    const QString base = named ? resolved(textOf(named), folder, home) : folder;
    if (base.isEmpty())
        return;
    for (const auto& row : block) {
        const QString key = textOf(row.first);
        if (std::ranges::any_of(kOtherKeys, [&](const char* other) { return key == QLatin1String(other); }))
            continue;
        for (const QString& line : textOf(row.second).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
            if (const QString path = resolved(line.trimmed(), base, home);
                !path.isEmpty() && !folders.contains(path) && folders.size() < kMostFolders)
                folders << path;
    }
}

}  // namespace

Result<QStringList> extraModelFolders(std::string_view yaml, const QString& folder, const QString& home)
{
    const QString file = folder + QStringLiteral("/extra_model_paths.yaml");
    if (yaml.size() > kMostYamlBytes)
        return fail(ErrorCode::Unsupported, QStringLiteral("%1 is larger than such a file can be").arg(file));
    try {
        QStringList folders;
        const YAML::Node root = YAML::Load(std::string(yaml));
        if (root.IsMap())
            for (const auto& row : root)
                if (row.second.IsMap())
                    readBlock(row.second, folder, home, folders);
        return folders;
    } catch (const YAML::Exception& fault) {
        return fail(ErrorCode::Corrupt,
            QStringLiteral("%1 is no YAML that can be read: %2").arg(file, QString::fromUtf8(fault.what())),
            QStringLiteral("correct it where ComfyUI complains about it too"));
    }
}

}  // namespace reverie::library
