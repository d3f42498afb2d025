#include "core/weights/pickle_reading.h"

#include "core/weights/pickle_globals.h"
#include "core/weights/pickle_nesting.h"
#include "core/weights/pickle_opcodes.h"
#include "core/weights/pickle_rebuild.h"

#include <array>
#include <bit>

namespace reverie::weights {
namespace {

using Values = std::vector<PickleValue>;

constexpr std::size_t kMaximumStack = 1'000'000;
constexpr std::size_t kMaximumMemo = 1'000'000;
constexpr std::size_t kMaximumContents = 3'000'000;  // of all containers, and these themselves
constexpr std::size_t kMaximumTextBytes = std::size_t{1} << 20;
constexpr std::size_t kMaximumGlobalBytes = 255;
constexpr std::size_t kContainerCost = 2;  // as many values as take the same room
constexpr std::size_t kNamedCost = 4;
constexpr std::size_t kMadeCost = 8;

using Step = bool (PickleReading::*)();

struct Row {
    Opcode opcode;
    Step step;
};

constexpr std::array kRows = {
    Row{Opcode::Proto, &PickleReading::proto},
    Row{Opcode::Frame, &PickleReading::frame},
    Row{Opcode::Stop, &PickleReading::stop},
    Row{Opcode::Mark, &PickleReading::mark},
    Row{Opcode::None, &PickleReading::none},
    Row{Opcode::NewTrue, &PickleReading::constant<true>},
    Row{Opcode::NewFalse, &PickleReading::constant<false>},
    Row{Opcode::BinInt, &PickleReading::integer<4, true>},
    Row{Opcode::BinInt1, &PickleReading::integer<1, false>},
    Row{Opcode::BinInt2, &PickleReading::integer<2, false>},
    Row{Opcode::Long1, &PickleReading::longInteger},
    Row{Opcode::BinFloat, &PickleReading::binFloat},
    Row{Opcode::BinUnicode, &PickleReading::text<4>},
    Row{Opcode::ShortBinUnicode, &PickleReading::text<1>},
    Row{Opcode::EmptyDict, &PickleReading::emptyDict},
    Row{Opcode::EmptyList, &PickleReading::emptyList},
    Row{Opcode::EmptyTuple, &PickleReading::emptyTuple},
    Row{Opcode::Tuple, &PickleReading::tupleToMark},
    Row{Opcode::Tuple1, &PickleReading::tupleOf<1>},
    Row{Opcode::Tuple2, &PickleReading::tupleOf<2>},
    Row{Opcode::Tuple3, &PickleReading::tupleOf<3>},
    Row{Opcode::BinPut, &PickleReading::put<1>},
    Row{Opcode::LongBinPut, &PickleReading::put<4>},
    Row{Opcode::Memoize, &PickleReading::memoize},
    Row{Opcode::BinGet, &PickleReading::get<1>},
    Row{Opcode::LongBinGet, &PickleReading::get<4>},
    Row{Opcode::Append, &PickleReading::append},
    Row{Opcode::Appends, &PickleReading::appends},
    Row{Opcode::SetItem, &PickleReading::setItem},
    Row{Opcode::SetItems, &PickleReading::setItemsToMark},
    Row{Opcode::Global, &PickleReading::global},
    Row{Opcode::Reduce, &PickleReading::reduce},
    Row{Opcode::Build, &PickleReading::build},
    Row{Opcode::BinPersId, &PickleReading::persistentId},
};

/// By opcode; nullptr = refused.
constexpr std::array<Step, 256> kSteps = [] {
    std::array<Step, 256> steps{};
    for (const Row& row : kRows)
        steps[static_cast<unsigned char>(row.opcode)] = row.step;
    return steps;
}();

}  // namespace

bool PickleReading::refuse(const QString& what, ErrorCode code, const QString& remedy)
{
    m_error = Error{code, what, remedy, {}};
    return false;
}

bool PickleReading::refuseOpcode(unsigned char opcode)
{
    const QString name = refusedOpcodeName(opcode);
    if (name.isEmpty())
        return refuseSenseless();
    return refuse(
        QStringLiteral("its list of tensors holds the instruction %1, which Reverie does not follow").arg(name),
        ErrorCode::Unsupported,
        QStringLiteral("fetch the .safetensors files of this model, or save its weights alone with PyTorch"));
}

bool PickleReading::refuseCode(const PickleGlobal& global)
{
    return refuse(QStringLiteral("it contains code: %1; it would run in another program; it was not opened")
                      .arg(dottedName(global)),
        ErrorCode::Unsupported,
        QStringLiteral("do not open it elsewhere, and fetch the model from a place that you trust"));
}

bool PickleReading::step()
{
    const auto opcode = m_input.number(1);
    if (!opcode)
        return refuseCut();
    const Step step = kSteps[*opcode];
    if (step == nullptr)
        return refuseOpcode(static_cast<unsigned char>(*opcode));
    if (!m_hasProto && step != &PickleReading::proto)
        return refuseSenseless();
    return (this->*step)();
}

bool PickleReading::push(PickleValue value)
{
    if (m_stack.size() == kMaximumStack)
        return refuseSize();
    m_stack.push(value);
    return true;
}

bool PickleReading::pushMade(Result<PickleValue> made)
{
    if (made)
        return push(*made);
    m_error = std::move(made).error();
    return false;
}

bool PickleReading::spend(std::size_t cost)
{
    m_contents += cost;
    return m_contents <= kMaximumContents || refuseSize();
}

bool PickleReading::pushSequence(std::optional<Values> values, bool isList)
{
    if (!values)
        return refuseSenseless();
    if (!spend(kContainerCost + values->size()))
        return false;
    const auto at = static_cast<std::uint32_t>(m_pickle.sequences.size());
    m_pickle.sequences.push_back(std::move(*values));
    return push(isList ? PickleValue(PickleList{at}) : PickleValue(PickleTuple{at}));
}

bool PickleReading::pushNumber(std::size_t bytes, bool isSigned)
{
    const auto number = m_input.number(bytes);
    if (!number)
        return refuseCut();
    const std::size_t unused = 64 - 8 * bytes;
    const auto left = static_cast<std::int64_t>(bytes == 0 ? 0 : *number << unused);
    return push(isSigned && bytes > 0 ? left >> unused : static_cast<std::int64_t>(*number));
}

bool PickleReading::store(std::optional<std::uint64_t> place)
{
    if (!place)
        return refuseCut();
    const PickleValue* top = m_stack.top();
    if (top == nullptr)
        return refuseSenseless();
    if (*place >= kMaximumMemo)
        return refuseSize();
    if (*place >= m_memo.size())
        m_memo.resize(*place + 1);
    m_memoCount += m_memo[*place] ? 0 : 1;
    m_memo[*place] = *top;
    return true;
}

bool PickleReading::load(std::optional<std::uint64_t> place)
{
    if (!place)
        return refuseCut();
    if (*place >= m_memo.size() || !m_memo[*place])
        return refuseSenseless();
    return push(*m_memo[*place]);
}

bool PickleReading::extend(std::optional<Values> values)
{
    const PickleValue* target = m_stack.top();
    if (!values || target == nullptr)
        return refuseSenseless();
    if (std::holds_alternative<PickleOpaque>(*target))
        return true;
    const auto* list = std::get_if<PickleList>(target);
    if (list == nullptr)
        return refuseSenseless();
    Values& sequence = m_pickle.sequences[list->at];
    sequence.insert(sequence.end(), values->begin(), values->end());
    return spend(values->size());
}

bool PickleReading::setItems(std::optional<Values> values)
{
    const PickleValue* target = m_stack.top();
    if (!values || target == nullptr || values->size() % 2 != 0)
        return refuseSenseless();
    if (std::holds_alternative<PickleOpaque>(*target))
        return true;
    const auto* dict = std::get_if<PickleDict>(target);
    if (dict == nullptr)
        return refuseSenseless();
    for (std::size_t i = 0; i < values->size(); i += 2)
        m_pickle.dicts[dict->at].items.emplace_back((*values)[i], (*values)[i + 1]);
    return spend(values->size());
}

bool PickleReading::proto()
{
    const auto version = m_input.number(1);
    if (!version)
        return refuseCut();
    constexpr std::uint64_t kFirst = 2;
    constexpr std::uint64_t kLast = 4;
    if (m_hasProto || *version < kFirst || *version > kLast)
        return refuseSenseless();
    m_hasProto = true;
    return true;
}

bool PickleReading::frame()
{
    const auto bytes = m_input.number(8);
    return (bytes && *bytes <= m_input.remaining()) || refuseCut();
}

bool PickleReading::stop()
{
    const auto root = m_stack.take();
    if (!root || m_stack.size() > 0)
        return refuseSenseless();
    if (m_input.remaining() > 0)
        return refuse(QStringLiteral("something follows its list of tensors"));
    m_pickle.root = *root;
    m_isDone = true;
    return isNestedSoundly(m_pickle) || refuse(QStringLiteral("its list of tensors is nested too deeply"));
}

bool PickleReading::mark()
{
    if (m_stack.size() == kMaximumStack)
        return refuseSize();
    m_stack.mark();
    return true;
}

bool PickleReading::longInteger()
{
    const auto bytes = m_input.number(1);
    if (!bytes)
        return refuseCut();
    if (*bytes > sizeof(std::int64_t))
        return refuse(QStringLiteral("its list of tensors holds a number that is too large"), ErrorCode::Unsupported);
    return pushNumber(*bytes, true);
}

bool PickleReading::binFloat()
{
    const auto bits = m_input.number(8);
    return bits ? push(std::bit_cast<double>(__builtin_bswap64(*bits))) : refuseCut();
}

template <std::size_t lengthBytes>
bool PickleReading::text()
{
    const auto length = m_input.number(lengthBytes);
    if (length && *length > kMaximumTextBytes && *length <= m_input.remaining())
        return refuse(QStringLiteral("its list of tensors holds a text that is too long"), ErrorCode::Unsupported);
    const auto bytes = length ? m_input.take(*length) : std::nullopt;
    return bytes ? push(*bytes) : refuseCut();
}

bool PickleReading::emptyDict()
{
    const auto at = static_cast<std::uint32_t>(m_pickle.dicts.size());
    m_pickle.dicts.emplace_back();
    return spend(kContainerCost) && push(PickleDict{at});
}

bool PickleReading::global()
{
    const auto module = m_input.line();
    const auto name = module ? m_input.line() : std::nullopt;
    if (!name)
        return refuseCut();
    if (module->empty() || name->empty() || module->size() > kMaximumGlobalBytes || name->size() > kMaximumGlobalBytes)
        return refuseSenseless();
    const PickleGlobal global = pickleGlobal(*module, *name);
    if (runsCode(global))
        return refuseCode(global);
    const auto at = static_cast<std::uint32_t>(m_pickle.globals.size());
    m_pickle.globals.push_back(global);
    return spend(kNamedCost) && push(PickleGlobalName{at});
}

bool PickleReading::reduce()
{
    const auto arguments = m_stack.take();
    const auto callee = m_stack.take();
    if (!callee)
        return refuseSenseless();
    return spend(kMadeCost) && pushMade(rebuilt(m_pickle, *callee, *arguments));
}

/// The state of an ordered dictionary says nothing about tensors; that of something opaque means nothing.
bool PickleReading::build()
{
    const auto state = m_stack.take();
    const PickleValue* target = m_stack.top();
    if (!state || target == nullptr)
        return refuseSenseless();
    if (std::holds_alternative<PickleOpaque>(*target))
        return true;
    const auto* dict = std::get_if<PickleDict>(target);
    return (dict != nullptr && m_pickle.dicts[dict->at].isOrderedDict) || refuseSenseless();
}

bool PickleReading::persistentId()
{
    const auto id = m_stack.take();
    if (!id)
        return refuseSenseless();
    return spend(kNamedCost) && pushMade(storageNamed(m_pickle, *id));
}

}  // namespace reverie::weights
