#pragma once

#include "core/base/result.h"
#include "core/weights/byte_input.h"
#include "core/weights/pickle.h"
#include "core/weights/pickle_stack.h"

namespace reverie::weights {

/// Follows the instructions of a pickle one after the other, for `readPickle`. Each step returns false once `error()`
/// says why. None of them calls, imports or opens anything: they move values between the stack, the memo and the tables
/// of the pickle.
class PickleReading final {
public:
    explicit PickleReading(std::string_view stream) : m_input(stream) { }

    /// Follows the next instruction.
    [[nodiscard]] bool step();
    [[nodiscard]] bool isDone() const { return m_isDone; }
    [[nodiscard]] const Error& error() const { return m_error; }
    [[nodiscard]] Pickle takePickle() { return std::move(m_pickle); }

    /// What each instruction does, once its opcode is read.
    bool proto();
    bool frame();
    bool stop();
    bool mark();
    bool none() { return push(PickleNone()); }
    template <bool value>
    bool constant()
    {
        return push(value);
    }
    template <std::size_t bytes, bool isSigned>
    bool integer()
    {
        return pushNumber(bytes, isSigned);
    }
    bool longInteger();
    bool binFloat();
    template <std::size_t lengthBytes>
    bool text();
    bool emptyDict();
    bool emptyList() { return pushSequence(std::vector<PickleValue>(), true); }
    bool emptyTuple() { return pushSequence(std::vector<PickleValue>(), false); }
    bool tupleToMark() { return pushSequence(m_stack.takeToMark(), false); }
    template <std::size_t count>
    bool tupleOf()
    {
        return pushSequence(m_stack.take(count), false);
    }
    template <std::size_t placeBytes>
    bool put()
    {
        return store(m_input.number(placeBytes));
    }
    bool memoize() { return store(m_memoCount); }
    template <std::size_t placeBytes>
    bool get()
    {
        return load(m_input.number(placeBytes));
    }
    bool append() { return extend(m_stack.take(1)); }
    bool appends() { return extend(m_stack.takeToMark()); }
    bool setItem() { return setItems(m_stack.take(2)); }
    bool setItemsToMark() { return setItems(m_stack.takeToMark()); }
    bool global();
    bool reduce();
    bool build();
    bool persistentId();

private:
    bool refuse(const QString& what, ErrorCode code = ErrorCode::Corrupt, const QString& remedy = {});
    bool refuseCut() { return refuse(QStringLiteral("its list of tensors is cut short")); }
    bool refuseSenseless() { return refuse(QStringLiteral("its list of tensors makes no sense")); }
    bool refuseSize() { return refuse(QStringLiteral("its list of tensors is too large"), ErrorCode::Unsupported); }
    bool refuseOpcode(unsigned char opcode);
    bool refuseCode(const PickleGlobal& global);

    bool push(PickleValue value);
    bool pushMade(Result<PickleValue> made);
    bool pushSequence(std::optional<std::vector<PickleValue>> values, bool isList);
    bool pushNumber(std::size_t bytes, bool isSigned);
    bool spend(std::size_t cost);
    bool store(std::optional<std::uint64_t> place);
    bool load(std::optional<std::uint64_t> place);
    bool extend(std::optional<std::vector<PickleValue>> values);
    bool setItems(std::optional<std::vector<PickleValue>> values);

    ByteInput m_input;
    Pickle m_pickle;
    Error m_error;
    PickleStack m_stack;
    std::vector<std::optional<PickleValue>> m_memo;
    std::size_t m_memoCount = 0;
    std::size_t m_contents = 0;
    bool m_hasProto = false;
    bool m_isDone = false;
};

}  // namespace reverie::weights
