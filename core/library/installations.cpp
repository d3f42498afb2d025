#include "core/library/installations.h"

#include "core/io/read_file.h"
#include "core/library/extra_model_paths.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <span>

namespace reverie::library {
namespace {

constexpr int kMostNames = 500;  // in one folder

constexpr std::array kA1111 = {"models/Stable-diffusion", "models/VAE", "models/Lora", "models/LyCORIS",
    "models/ControlNet", "models/ESRGAN", "models/RealESRGAN", "models/SwinIR", "models/DAT", "models/text_encoder",
    "embeddings", "extensions/sd-webui-controlnet/models"};
constexpr std::array kComfyUi = {"models/checkpoints", "models/vae", "models/loras", "models/embeddings",
    "models/controlnet", "models/upscale_models", "models/diffusers", "models/unet", "models/diffusion_models",
    "models/clip", "models/text_encoders"};
constexpr std::array kInvokeAi = {"models"};

/// A program, and what lies in the folder that it is installed in; the first that fits counts.
struct ProgramRow {
    ModelSource source;
    std::array<const char*, 2> marks;
    std::span<const char* const> folders;
};

constexpr std::array kPrograms = {
    ProgramRow{ModelSource::Forge, {"webui.py", "modules_forge"}, kA1111},
    ProgramRow{ModelSource::A1111, {"webui.py", "modules"}, kA1111},
    ProgramRow{ModelSource::ComfyUi, {"main.py", "comfy"}, kComfyUi},
    ProgramRow{ModelSource::InvokeAi, {"invokeai.yaml", "models"}, kInvokeAi},
};

/// Folders of a home in which people keep programs.
constexpr std::array kUsualPlaces = {"", "AI", "ai", "Apps", "apps", "Applications", "Desktop", "Documents",
    "Downloads", "Programs", "Projects", "StabilityMatrix/Data/Packages", "StabilityMatrix/Packages", "code", "dev",
    "git", "opt", "pinokio/api", "projects", "sd", "software", "src", "stable-diffusion", "workspace"};

bool isIn(const QString& folder, const ProgramRow& program)
{
    return std::ranges::all_of(program.marks,
        [&](const char* mark) { return QFileInfo::exists(folder + QLatin1Char('/') + QLatin1String(mark)); });
}

void add(Installations& all, ModelSource source, const QString& path)
{
    const LibraryRoot root{source, QFileInfo(path).canonicalFilePath()};
    if (QFileInfo(path).isDir() && std::ranges::find(all.roots, root.path, &LibraryRoot::path) == all.roots.end())
        all.roots.push_back(root);
}

void addExtraPaths(Installations& all, const QString& folder, const QString& home)
{
    const auto file = io::ReadFile::open(folder + QStringLiteral("/extra_model_paths.yaml"));
    if (!file && file.error().code == ErrorCode::NotFound)
        return;
    const auto text = file ? file->readAll(kMostYamlBytes) : Result<QByteArray>(tl::unexpected<Error>(file.error()));
    const auto folders = text
        ? extraModelFolders({text->constData(), static_cast<std::size_t>(text->size())}, folder, home)
        : Result<QStringList>(tl::unexpected<Error>(text.error()));
    if (!folders) {
        all.notes << sentence(folders.error());
        return;
    }
    for (const QString& each : *folders)
        add(all, ModelSource::ComfyUi, each);
}

void addInstallation(Installations& all, const QString& folder, const QString& home)
{
    const auto* program = std::ranges::find_if(kPrograms, [&](const ProgramRow& each) { return isIn(folder, each); });
    if (program == kPrograms.end())
        return;
    all.isThere = true;
    for (const char* each : program->folders)
        add(all, program->source, folder + QLatin1Char('/') + QLatin1String(each));
    if (program->source == ModelSource::ComfyUi)
        addExtraPaths(all, folder, home);
}

}  // namespace

Installations installationIn(const QString& folder, const QString& home)
{
    Installations all;
    addInstallation(all, folder, home);
    return all;
}

Installations findInstallations(const QString& home)
{
    Installations all;
    if (home.isEmpty())
        return all;
    for (const char* place : kUsualPlaces) {
        QDirIterator folders(home + QLatin1Char('/') + QLatin1String(place), QDir::Dirs | QDir::NoDotAndDotDot);
        for (int i = 0; i < kMostNames && folders.hasNext(); ++i)
            addInstallation(all, folders.next(), home);
    }
    return all;
}

QString sourceName(ModelSource source)
{
    static const std::array kNames = {QStringLiteral("Reverie's starter model"), QStringLiteral("Reverie"),
        QStringLiteral("your folder"), QStringLiteral("your file"), QStringLiteral("Hugging Face cache"),
        QStringLiteral("AUTOMATIC1111"), QStringLiteral("Forge"), QStringLiteral("ComfyUI"),
        QStringLiteral("InvokeAI")};
    return kNames.at(static_cast<std::size_t>(source));
}

}  // namespace reverie::library
