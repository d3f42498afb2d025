#pragma once

#include <QString>

namespace reverie::weights {

/// The instructions of a pickle that Reverie follows, by the bytes that stand for them.
enum class Opcode : unsigned char {
    Mark = '(',
    EmptyTuple = ')',
    Stop = '.',
    BinFloat = 'G',
    BinInt = 'J',
    BinInt1 = 'K',
    BinInt2 = 'M',
    None = 'N',
    BinPersId = 'Q',
    Reduce = 'R',
    BinUnicode = 'X',
    EmptyList = ']',
    Append = 'a',
    Build = 'b',
    Global = 'c',
    Appends = 'e',
    BinGet = 'h',
    LongBinGet = 'j',
    BinPut = 'q',
    LongBinPut = 'r',
    SetItem = 's',
    Tuple = 't',
    SetItems = 'u',
    EmptyDict = '}',
    Proto = 0x80,
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    NewTrue = 0x88,
    NewFalse = 0x89,
    Long1 = 0x8a,
    ShortBinUnicode = 0x8c,
    Memoize = 0x94,
    Frame = 0x95,
};

/// What Python calls an instruction that Reverie does not follow; an empty text for one that there is not.
[[nodiscard]] QString refusedOpcodeName(unsigned char opcode);

}  // namespace reverie::weights
