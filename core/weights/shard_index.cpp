#include "core/weights/shard_index.h"

#include "core/weights/safetensors_header.h"
#include "core/weights/tensor_names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace reverie::weights {
namespace {

constexpr std::size_t kMaximumShards = 1'024;
constexpr std::size_t kMaximumFileNameBytes = 255;
constexpr int kMaximumDepth = 4;
constexpr std::array<std::string_view, 2> kEndings = {".safetensors", ".bin"};

bool isPlainFileName(std::string_view name)
{
    const bool hasEnding = std::ranges::any_of(
        kEndings, [&](std::string_view ending) { return name.size() > ending.size() && name.ends_with(ending); });
    return isTensorName(name) && name.size() <= kMaximumFileNameBytes && hasEnding &&
        name.find_first_of("/\\") == std::string_view::npos && name.front() != '.';
}

/// Takes "weight_map" out of the document and passes over the rest, such as "metadata".
class IndexHandler final {
public:
    using Json = nlohmann::json;

    [[nodiscard]] const std::map<std::string, std::string>& weightMap() const { return m_map; }
    [[nodiscard]] const Error& error() const { return m_error; }

    bool null() { return other(); }
    bool boolean(bool) { return other(); }
    bool number_integer(Json::number_integer_t) { return other(); }
    bool number_unsigned(Json::number_unsigned_t) { return other(); }
    bool number_float(Json::number_float_t, const std::string&) { return other(); }
    bool binary(Json::binary_t&) { return other(); }
    bool string(std::string& file) { return isInMap() ? add(std::move(file)) : other(); }
    bool start_object(std::size_t) { return (isInMap() ? other() : true) && deeper(); }
    bool start_array(std::size_t) { return other() && deeper(); }
    bool end_array() { return shallower(); }
    bool end_object() { return shallower(); }
    bool key(std::string& name);
    bool parse_error(std::size_t position, const std::string&, const Json::exception&)
    {
        return refuse(QStringLiteral("it stops being JSON at byte %1").arg(position));
    }

private:
    [[nodiscard]] bool refuse(QString what, ErrorCode code = ErrorCode::Corrupt)
    {
        m_error = Error{code, std::move(what), {}, {}};
        return false;
    }
    [[nodiscard]] bool isAtMap() const { return m_depth == 1 && m_topKey == "weight_map"; }
    [[nodiscard]] bool isInMap() const { return m_depth == 2 && m_topKey == "weight_map"; }
    [[nodiscard]] bool other();
    [[nodiscard]] bool deeper();
    [[nodiscard]] bool shallower();
    [[nodiscard]] bool add(std::string file);

    std::map<std::string, std::string> m_map;
    Error m_error;
    std::string m_topKey;
    std::string m_tensor;
    int m_depth = 0;
    bool m_hasMap = false;
};

bool IndexHandler::other()
{
    const bool isTable = m_depth > 0 && !isAtMap() && !isInMap();
    return isTable || refuse(QStringLiteral("its weight_map is not a table of file names"));
}

bool IndexHandler::deeper()
{
    return ++m_depth <= kMaximumDepth || refuse(QStringLiteral("it is nested too deeply"));
}

bool IndexHandler::shallower()
{
    --m_depth;
    return true;
}

bool IndexHandler::key(std::string& name)
{
    if (m_depth == 1) {
        if (name == "weight_map" && std::exchange(m_hasMap, true))
            return refuse(QStringLiteral("its weight_map stands there twice"));
        m_topKey = std::move(name);
    } else if (isInMap()) {
        if (!isTensorName(name))
            return refuse(QStringLiteral("the name of its tensor %1 is empty, too long or holds control characters")
                              .arg(m_map.size() + 1));
        m_tensor = std::move(name);
    }
    return true;
}

bool IndexHandler::add(std::string file)
{
    if (!isPlainFileName(file))
        return refuse(QStringLiteral("%1 is not the plain name of a file of weights").arg(inQuotes(file)));
    if (m_map.size() == kMaximumTensors)
        return refuse(QStringLiteral("it lists more than %1 tensors").arg(kMaximumTensors), ErrorCode::Unsupported);
    if (!m_map.emplace(m_tensor, std::move(file)).second)
        return refuse(QStringLiteral("tensor %1 stands there twice").arg(inQuotes(m_tensor)));
    return true;
}

Result<ShardIndex> numbered(const std::map<std::string, std::string>& weightMap)
{
    std::set<std::string_view> files;
    for (const auto& [tensor, file] : weightMap)
        files.insert(file);
    if (files.size() > kMaximumShards)
        return fail(ErrorCode::Unsupported, QStringLiteral("it lists more than %1 files").arg(kMaximumShards));
    ShardIndex index;
    index.files.assign(files.begin(), files.end());
    for (const auto& [tensor, file] : weightMap) {
        const auto at = std::ranges::lower_bound(index.files, file);
        index.tensors.emplace(tensor, static_cast<std::uint32_t>(at - index.files.begin()));
    }
    return index;
}

Result<ShardIndex> parse(std::string_view json)
{
    if (json.find('\0') != std::string_view::npos)
        return fail(ErrorCode::Corrupt, QStringLiteral("it holds a NUL byte"));
    IndexHandler handler;
    if (!nlohmann::json::sax_parse(json.begin(), json.end(), &handler))
        return tl::unexpected<Error>(handler.error());
    if (handler.weightMap().empty())
        return fail(ErrorCode::Corrupt, QStringLiteral("it has no weight_map, or an empty one"));
    return numbered(handler.weightMap());
}

}  // namespace

Result<ShardIndex> parseShardIndex(std::string_view json, const QString& path)
{
    auto index = parse(json);
    if (!index)
        index.error().detail.prepend(QStringLiteral("%1 is no sound list of shards: ").arg(path));
    return index;
}

}  // namespace reverie::weights
