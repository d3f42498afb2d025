#include "core/weights/pickle_rebuild.h"

#include "core/weights/pickle_globals.h"

#include <algorithm>

namespace reverie::weights {
namespace {

using Values = std::vector<PickleValue>;

constexpr std::size_t kMaximumSides = 8;
constexpr std::size_t kMaximumKeyDigits = 10;

tl::unexpected<Error> impossible(const char* what)
{
    return fail(ErrorCode::Corrupt, QStringLiteral("its list of tensors describes %1").arg(QLatin1String(what)));
}

template <typename Row>
std::uint32_t added(std::vector<Row>& table, Row row)
{
    table.push_back(std::move(row));
    return static_cast<std::uint32_t>(table.size() - 1);
}

/// The integers of a tuple, or nothing where there is another value or more than a tensor has sides.
std::optional<std::vector<std::int64_t>> integers(const Pickle& pickle, const PickleValue& value)
{
    const auto* tuple = std::get_if<PickleTuple>(&value);
    if (tuple == nullptr || pickle.sequences[tuple->at].size() > kMaximumSides)
        return std::nullopt;
    std::vector<std::int64_t> numbers;
    for (const PickleValue& each : pickle.sequences[tuple->at]) {
        const auto* number = std::get_if<std::int64_t>(&each);
        if (number == nullptr)
            return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers;
}

/// (storage, offset, shape, strides, requires_grad, hooks[, metadata]); nothing is done with the last three.
Result<PickleValue> tensorFrom(Pickle& pickle, const Values& arguments)
{
    if (arguments.size() != 6 && arguments.size() != 7)
        return impossible("a tensor with other facts than a tensor has");
    const auto* storage = std::get_if<PickleStorage>(&arguments[0]);
    const auto* offset = std::get_if<std::int64_t>(&arguments[1]);
    auto shape = integers(pickle, arguments[2]);
    auto strides = integers(pickle, arguments[3]);
    if (storage == nullptr || offset == nullptr || !shape || !strides || shape->size() != strides->size())
        return impossible("a tensor with other facts than a tensor has");
    if (!pickle.storages[storage->at].dtype)
        return impossible("a tensor without a number type");
    return PickleTensor{added(pickle.tensors, {storage->at, *offset, std::move(*shape), std::move(*strides)})};
}

Result<PickleValue> dictFrom(Pickle& pickle, const Values& arguments)
{
    if (!arguments.empty())
        return impossible("a dictionary made from something else");
    return PickleDict{added(pickle.dicts, {{}, true})};
}

/// (tensor, requires_grad, hooks)
Result<PickleValue> parameterFrom(const Values& arguments)
{
    if (arguments.size() != 3 || !std::holds_alternative<PickleTensor>(arguments[0]))
        return impossible("a parameter that is no tensor");
    return arguments[0];
}

Result<PickleValue> sizeFrom(const Pickle& pickle, const Values& arguments)
{
    if (arguments.size() != 1 || !integers(pickle, arguments[0]))
        return impossible("a size that is no list of numbers");
    return arguments[0];
}

bool isKey(std::string_view key)
{
    return !key.empty() && key.size() <= kMaximumKeyDigits &&
        std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<PickleValue> rebuilt(Pickle& pickle, const PickleValue& callee, const PickleValue& arguments)
{
    const auto* tuple = std::get_if<PickleTuple>(&arguments);
    if (tuple == nullptr)
        return impossible("a call without arguments");
    if (const auto* opaque = std::get_if<PickleOpaque>(&callee))
        return *opaque;
    const auto* global = std::get_if<PickleGlobalName>(&callee);
    if (global == nullptr)
        return impossible("a call of something that is no function");
    const Values& values = pickle.sequences[tuple->at];
    switch (pickle.globals[global->at].meaning) {
    case PickleMeaning::OrderedDict:
        return dictFrom(pickle, values);
    case PickleMeaning::RebuildTensor:
        return tensorFrom(pickle, values);
    case PickleMeaning::RebuildParameter:
        return parameterFrom(values);
    case PickleMeaning::Size:
        return sizeFrom(pickle, values);
    case PickleMeaning::Storage:
    case PickleMeaning::Nothing:
        return PickleOpaque{global->at};
    }
    Q_UNREACHABLE();
}

Result<PickleValue> storageNamed(Pickle& pickle, const PickleValue& id)
{
    constexpr std::size_t kFacts = 5;
    const auto* tuple = std::get_if<PickleTuple>(&id);
    if (tuple == nullptr || pickle.sequences[tuple->at].size() != kFacts)
        return impossible("numbers in a way that PyTorch does not use");
    const Values& facts = pickle.sequences[tuple->at];
    const auto* kind = std::get_if<std::string_view>(&facts[0]);
    const auto* global = std::get_if<PickleGlobalName>(&facts[1]);
    const auto* key = std::get_if<std::string_view>(&facts[2]);
    const auto* device = std::get_if<std::string_view>(&facts[3]);
    const auto* count = std::get_if<std::int64_t>(&facts[4]);
    if (kind == nullptr || *kind != "storage" || global == nullptr || key == nullptr || device == nullptr ||
        count == nullptr)
        return impossible("numbers in a way that PyTorch does not use");
    if (pickle.globals[global->at].meaning != PickleMeaning::Storage)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("it holds numbers of the type %1, which Reverie does not know")
                .arg(dottedName(pickle.globals[global->at])),
            QStringLiteral("use a copy of the model in fp32, fp16 or bf16"));
    if (!isKey(*key) || *count < 0)
        return impossible("numbers in an impossible place");
    return PickleStorage{added(pickle.storages, {pickle.globals[global->at].dtype, *key, *count})};
}

}  // namespace reverie::weights
