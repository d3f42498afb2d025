#include "core/weights/pickled_tensors.h"

#include "core/weights/pickle_globals.h"
#include "core/weights/pickled_layout.h"
#include "core/weights/tensor_listing.h"
#include "core/weights/tensor_names.h"

#include <algorithm>

namespace reverie::weights {
namespace {

constexpr std::string_view kWrapper = "state_dict";
constexpr std::size_t kMaximumNameBytes = 1'024;
constexpr std::size_t kMaximumVisits = 1'000'000;

/// The value of a key of text, or nullptr. Errors: Corrupt, it stands there twice.
Result<const PickleValue*> valueOf(const PickledDict& dict, std::string_view key)
{
    const PickleValue* found = nullptr;
    for (const auto& [name, value] : dict.items) {
        const auto* text = std::get_if<std::string_view>(&name);
        if (text == nullptr || *text != key)
            continue;
        if (found != nullptr)
            return fail(ErrorCode::Corrupt, QStringLiteral("it holds %1 twice").arg(inQuotes(key)));
        found = &value;
    }
    return found;
}

tl::unexpected<Error> noDictionary()
{
    return fail(ErrorCode::Unsupported, QStringLiteral("it holds no dictionary of tensors"),
        QStringLiteral("save the state_dict of the model with PyTorch"));
}

/// The dictionary in the innermost wrapper. Wrappers end, since nothing is within itself.
Result<PickleDict> unwrapped(const Pickle& pickle)
{
    const PickleValue* value = &pickle.root;
    for (;;) {
        const auto* dict = std::get_if<PickleDict>(value);
        if (dict == nullptr)
            return noDictionary();
        const auto inner = valueOf(pickle.dicts[dict->at], kWrapper);
        if (!inner)
            return tl::unexpected<Error>(inner.error());
        if (*inner == nullptr)
            return *dict;
        value = *inner;
    }
}

/// Gathers the tensors of a dictionary and of what lies in it.
class Gathering final {
public:
    Gathering(const Pickle& pickle, const FindStorage& findStorage) : m_pickle(pickle), m_findStorage(findStorage) { }

    Result<void> addDict(PickleDict dict, const std::string& prefix)
    {
        for (const auto& [key, value] : m_pickle.dicts[dict.at].items) {
            const auto name = nameOf(key);
            if (!name)
                return tl::unexpected<Error>(name.error());
            if (auto added = add(value, prefix + *name); !added)
                return added;
        }
        return {};
    }

    [[nodiscard]] std::vector<TensorInfo> takeTensors() { return std::move(m_tensors); }

private:
    Result<void> add(const PickleValue& value, const std::string& name)
    {
        if (++m_visits > kMaximumVisits)
            return fail(ErrorCode::Unsupported, QStringLiteral("its list of tensors is too large"));
        if (name.size() > kMaximumNameBytes)
            return fail(ErrorCode::Unsupported, QStringLiteral("a name among its tensors is too long"));
        if (const auto* tensor = std::get_if<PickleTensor>(&value))
            return addTensor(m_pickle.tensors[tensor->at], name);
        if (const auto* dict = std::get_if<PickleDict>(&value))
            return addDict(*dict, name + '.');
        if (const auto* list = std::get_if<PickleList>(&value))
            return addSequence(m_pickle.sequences[list->at], name + '.');
        if (const auto* tuple = std::get_if<PickleTuple>(&value))
            return addSequence(m_pickle.sequences[tuple->at], name + '.');
        if (const auto* opaque = std::get_if<PickleOpaque>(&value))
            return tl::unexpected<Error>(unusable(name, opaque->at));
        if (const auto* global = std::get_if<PickleGlobalName>(&value))
            return tl::unexpected<Error>(unusable(name, global->at));
        return {};
    }

    Result<void> addSequence(const std::vector<PickleValue>& sequence, const std::string& prefix)
    {
        for (std::size_t i = 0; i < sequence.size(); ++i)
            if (auto added = add(sequence[i], prefix + std::to_string(i)); !added)
                return added;
        return {};
    }

    Result<void> addTensor(const PickledTensor& tensor, const std::string& name)
    {
        if (!isUtf8(name) || !isTensorName(name))
            return fail(ErrorCode::Corrupt,
                QStringLiteral("the name of its tensor %1 is empty, too long or holds control characters")
                    .arg(m_tensors.size() + 1));
        if (m_tensors.size() == kMaximumTensors)
            return fail(ErrorCode::Unsupported, QStringLiteral("it holds more than %1 tensors").arg(kMaximumTensors));
        const PickledStorage& storage = m_pickle.storages[tensor.storage];
        const auto numbers = m_findStorage(storage.key);
        if (!numbers)
            return fail(ErrorCode::Corrupt, QStringLiteral("the numbers of tensor %1 are missing").arg(inQuotes(name)));
        auto placed = placedTensor(tensor, storage, *numbers);
        if (!placed) {
            placed.error().detail.prepend(QStringLiteral("tensor %1 ").arg(inQuotes(name)));
            return failWith(std::move(placed));
        }
        placed->name = name;
        m_tensors.push_back(std::move(*placed));
        return {};
    }

    /// A text as it is, a number in digits.
    Result<std::string> nameOf(const PickleValue& key) const
    {
        if (const auto* text = std::get_if<std::string_view>(&key))
            return std::string(text->substr(0, kMaximumNameBytes + 1));  // refused for its length then
        if (const auto* number = std::get_if<std::int64_t>(&key))
            return std::to_string(*number);
        return fail(ErrorCode::Unsupported, QStringLiteral("a name among its tensors is no text"));
    }

    Error unusable(const std::string& name, std::uint32_t global) const
    {
        return Error{ErrorCode::Unsupported,
            QStringLiteral("%1 among its tensors is %2").arg(inQuotes(name), objectWords(m_pickle.globals[global])),
            QStringLiteral("fetch the .safetensors files of this model, or save its weights alone with PyTorch"), {}};
    }

    const Pickle& m_pickle;
    const FindStorage& m_findStorage;
    std::vector<TensorInfo> m_tensors;
    std::size_t m_visits = 0;
};

Result<void> checkTensors(const std::vector<TensorInfo>& tensors)
{
    if (tensors.empty())
        return fail(ErrorCode::Unsupported, QStringLiteral("it holds no tensors"));
    return checkNamesDiffer(tensors);
}

QStringList withoutMeaning(const Pickle& pickle)
{
    QStringList names;
    for (const PickleGlobal& global : pickle.globals)
        if (global.meaning == PickleMeaning::Nothing)
            names << dottedName(global);
    names.removeDuplicates();
    return names;
}

}  // namespace

Result<PickledTensors> tensorsOf(const Pickle& pickle, const FindStorage& findStorage)
{
    const auto dict = unwrapped(pickle);
    if (!dict)
        return tl::unexpected<Error>(dict.error());
    Gathering gathering(pickle, findStorage);
    if (auto added = gathering.addDict(*dict, {}); !added)
        return failWith(std::move(added));
    std::vector<TensorInfo> tensors = gathering.takeTensors();
    if (auto sound = checkTensors(tensors); !sound)
        return failWith(std::move(sound));
    std::ranges::sort(tensors, {}, [](const TensorInfo& each) { return std::pair(each.offset, each.bytes); });
    return PickledTensors{std::move(tensors), withoutMeaning(pickle)};
}

}  // namespace reverie::weights
