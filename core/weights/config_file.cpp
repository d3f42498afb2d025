#include "core/weights/config_file.h"

#include "core/weights/file_kind.h"

#include <limits>

namespace reverie::weights {
namespace {

constexpr std::uint64_t kMaximumConfigBytes = std::uint64_t{1} << 20;

/// Python's json module writes -Infinity, which is no JSON: the least double stands for it.
std::string withFiniteNumbers(std::string_view text)
{
    constexpr std::string_view kInfinity = "-Infinity";
    std::string all;
    bool isQuoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!isQuoted && text.substr(i).starts_with(kInfinity)) {
            all += "-1.7976931348623157e308";
            i += kInfinity.size() - 1;
            continue;
        }
        if (isQuoted && text[i] == '\\' && i + 1 < text.size())
            all += text[i++];
        else if (text[i] == '"')
            isQuoted = !isQuoted;
        all += text[i];
    }
    return all;
}

}  // namespace

Result<nlohmann::json> readConfig(const QString& path)
{
    auto file = io::ReadFile::open(path);
    if (!file)
        return failWith(std::move(file));
    auto text = file->readAll(kMaximumConfigBytes);
    if (!text)
        return failWith(std::move(text));
    const std::string_view view(text->constData(), static_cast<std::size_t>(text->size()));
    auto config = nlohmann::json::parse(withFiniteNumbers(view), nullptr, false);
    if (config.is_object())
        return config;
    const FileKind kind = fileKind(view);
    if (kind == FileKind::Empty || kind == FileKind::WebPage || kind == FileKind::GitLfsPointer)
        return tl::unexpected<Error>(notWeights(kind, path));
    return fail(ErrorCode::Corrupt, QStringLiteral("%1 is not a JSON table").arg(path));
}

int integerOr(const nlohmann::json& config, const char* key, int fallback)
{
    const auto at = config.find(key);
    if (at == config.end() || !at->is_number_integer())
        return fallback;
    const auto value = at->get<std::int64_t>();
    const bool fits = value >= std::numeric_limits<int>::min() && value <= std::numeric_limits<int>::max();
    return fits ? static_cast<int>(value) : fallback;
}

bool hasValue(const nlohmann::json& config, const char* key)
{
    const auto at = config.find(key);
    return at != config.end() && !at->is_null();
}

}  // namespace reverie::weights
