#include "core/weights/file_kind.h"

#include "core/weights/safetensors_header.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace reverie::weights {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kTarMagicAt = 257;
constexpr std::size_t kZipNameAt = 30;

struct MagicRow {
    std::string_view magic;
    FileKind kind;
};

constexpr std::array kMagic = {
    MagicRow{"version https://git-lfs"sv, FileKind::GitLfsPointer},
    MagicRow{"GGUF"sv, FileKind::Gguf},
    MagicRow{"lmgg"sv, FileKind::Ggml},
    MagicRow{"fmgg"sv, FileKind::Ggml},
    MagicRow{"tjgg"sv, FileKind::Ggml},
    MagicRow{"\x89HDF\r\n"sv, FileKind::Hdf5},
    MagicRow{"\x1f\x8b"sv, FileKind::Archive},
    MagicRow{"BZh"sv, FileKind::Archive},
    MagicRow{"\xfd"
             "7zXZ"sv,
        FileKind::Archive},
    MagicRow{"\x28\xb5\x2f\xfd"sv, FileKind::Archive},
    MagicRow{"7z\xbc\xaf"sv, FileKind::Archive},
    MagicRow{"Rar!"sv, FileKind::Archive},
    MagicRow{"\x89PNG"sv, FileKind::Picture},
    MagicRow{"\xff\xd8\xff"sv, FileKind::Picture},
    MagicRow{"PK\x05\x06"sv, FileKind::Zip},
};

struct AdviceRow {
    FileKind kind;
    const char* what;
    const char* remedy;
};

constexpr const char* kFetchSafetensors = "fetch the .safetensors files of this model instead";
constexpr const char* kConvert = "fetch the .safetensors files of this model, or load it in a later PyTorch with "
                                 "weights_only=True and save it again";

constexpr std::array kAdvice = {
    AdviceRow{FileKind::Empty, "is empty", "download it again"},
    AdviceRow{FileKind::WebPage, "is a web page, not a model",
        "download it again; the server may want you to log in or to accept a licence first"},
    AdviceRow{FileKind::GitLfsPointer, "is a Git LFS pointer, not the model itself",
        "run git lfs pull in its folder, or download the file itself"},
    AdviceRow{FileKind::TorchZip, "is a PyTorch checkpoint", "name it as the model or as its VAE"},
    AdviceRow{FileKind::Zip, "is a ZIP archive, not a model", "unpack it and name what was inside"},
    AdviceRow{FileKind::Pickle, "is an old PyTorch checkpoint, from before version 1.6", kConvert},
    AdviceRow{FileKind::TorchTar, "is an old PyTorch checkpoint, from before version 0.2", kConvert},
    AdviceRow{FileKind::Gguf, "is a GGUF file, which Reverie does not read", kFetchSafetensors},
    AdviceRow{FileKind::Ggml, "is a GGML file, which Reverie does not read", kFetchSafetensors},
    AdviceRow{FileKind::Hdf5, "is an HDF5 file for Keras, which Reverie does not read", kFetchSafetensors},
    AdviceRow{FileKind::Archive, "is a packed archive, not a model", "unpack it and name what was inside"},
    AdviceRow{FileKind::Picture, "is a picture, not a model", "name the file or folder of a model"},
    AdviceRow{FileKind::Json, "is a JSON file, not a file of weights", "name the folder that it lies in"},
    AdviceRow{FileKind::Unknown, "is not a file of weights", "check that it is a model and download it again"},
};

bool looksLikeSafetensors(std::string_view start)
{
    if (start.size() <= kLengthBytes || start[kLengthBytes] != '{')
        return false;
    return headerLength(start) <= kMaximumHeaderBytes;
}

bool looksLikeWebPage(std::string_view start)
{
    const auto text = start.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (text == std::string_view::npos || start[text] != '<')
        return false;
    std::string lower(start.substr(text, kSniffedBytes));
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return lower.starts_with("<!doctype html") || lower.starts_with("<?xml") || lower.starts_with("<!--") ||
        lower.find("<html") != std::string::npos || lower.find("<head") != std::string::npos;
}

/// PyTorch stores "<archive>/data.pkl" first, and these beside it; who packs it again may change their order.
constexpr std::array kTorchRecords = {"/data.pkl"sv, "/.format_version"sv, "/.storage_alignment"sv,
    "/.data/serialization_id"sv, "/byteorder"sv, "/data/0"sv};

FileKind kindOfZip(std::string_view start)
{
    const std::string_view name = start.substr(std::min(kZipNameAt, start.size()));
    const bool isTorch = std::ranges::any_of(
        kTorchRecords, [&](std::string_view record) { return name.find(record) != std::string_view::npos; });
    return isTorch ? FileKind::TorchZip : FileKind::Zip;
}

/// PyTorch's first containers held these four.
FileKind kindOfTar(std::string_view start)
{
    const std::string_view name = start.substr(0, start.find('\0'));
    const bool isTorch = name == "sys_info" || name == "pickle" || name == "tensors" || name == "storages";
    return isTorch ? FileKind::TorchTar : FileKind::Archive;
}

/// Pickle protocols 2 to 5 begin with PROTO and FRAME, LONG1, an empty container or a global.
bool looksLikePickle(std::string_view start)
{
    constexpr std::string_view kSecondOpcodes = "\x95\x8a}])(cX";
    return start.size() > 2 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5 &&
        kSecondOpcodes.find(start[2]) != std::string_view::npos;
}

}  // namespace

FileKind fileKind(std::string_view start)
{
    if (start.empty())
        return FileKind::Empty;
    if (looksLikeSafetensors(start))
        return FileKind::Safetensors;
    const auto* row = std::ranges::find_if(kMagic, [&](const MagicRow& each) { return start.starts_with(each.magic); });
    if (row != kMagic.end())
        return row->kind;
    if (start.starts_with("PK\x03\x04"))
        return kindOfZip(start);
    if (looksLikePickle(start))
        return FileKind::Pickle;
    if (looksLikeWebPage(start))
        return FileKind::WebPage;
    if (start.size() > kTarMagicAt && start.substr(kTarMagicAt).starts_with("ustar"))
        return kindOfTar(start);
    const auto text = start.find_first_not_of(" \t\r\n");
    return text != std::string_view::npos && start[text] == '{' ? FileKind::Json : FileKind::Unknown;
}

Result<FileKind> fileKind(const io::ReadFile& file)
{
    const auto start = file.bytesAt(0, std::min<std::uint64_t>(file.size(), kSniffedBytes));
    if (!start)
        return tl::unexpected<Error>(start.error());
    return fileKind(*start);
}

Error notWeights(FileKind kind, const QString& path)
{
    const auto* row = std::ranges::find(kAdvice, kind, &AdviceRow::kind);
    Q_ASSERT(row != kAdvice.end());
    const bool broken = kind == FileKind::Empty || kind == FileKind::WebPage || kind == FileKind::GitLfsPointer ||
        kind == FileKind::Unknown;
    return Error{broken ? ErrorCode::Corrupt : ErrorCode::Unsupported,
        path + QLatin1Char(' ') + QLatin1String(row->what), QString::fromLatin1(row->remedy), {}};
}

}  // namespace reverie::weights
