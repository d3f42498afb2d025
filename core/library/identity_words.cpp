#include "core/library/model_identity.h"

#include <algorithm>
#include <array>

namespace reverie::library {
namespace {

struct WordRow {
    ModelKind kind;
    const char* word;
};

constexpr std::array kWords = {
    WordRow{ModelKind::Model, "model"},
    WordRow{ModelKind::Inpainting, "inpainting"},
    WordRow{ModelKind::InstructPix2Pix, "instruct-pix2pix"},
    WordRow{ModelKind::Refiner, "refiner"},
    WordRow{ModelKind::OtherModel, "other-model"},
    WordRow{ModelKind::UNet, "unet"},
    WordRow{ModelKind::Lora, "lora"},
    WordRow{ModelKind::Vae, "vae"},
    WordRow{ModelKind::Embedding, "embedding"},
    WordRow{ModelKind::ControlNet, "controlnet"},
    WordRow{ModelKind::Adapter, "adapter"},
    WordRow{ModelKind::Upscaler, "upscaler"},
    WordRow{ModelKind::TextEncoder, "text-encoder"},
    WordRow{ModelKind::Unknown, "unknown"},
};

}  // namespace

QString kindWord(ModelKind kind)
{
    return QString::fromLatin1(std::ranges::find(kWords, kind, &WordRow::kind)->word);
}

ModelKind kindOfWord(const QString& word)
{
    const auto* row =
        std::ranges::find_if(kWords, [&](const WordRow& each) { return word == QLatin1String(each.word); });
    return row == kWords.end() ? ModelKind::Unknown : row->kind;
}

QString familyName(const QString& family)
{
    if (family == QLatin1String("sd1"))
        return QStringLiteral("Stable Diffusion 1.x");
    if (family == QLatin1String("sd2"))
        return QStringLiteral("Stable Diffusion 2.x");
    return family == QLatin1String("sdxl") ? QStringLiteral("Stable Diffusion XL") : QString();
}

}  // namespace reverie::library
