#include "core/weights/pickle_opcodes.h"

#include <algorithm>
#include <array>

namespace reverie::weights {
namespace {

struct OpcodeRow {
    unsigned char opcode;
    const char* name;
};

constexpr std::array kRefused = {
    OpcodeRow{'0', "POP"},
    OpcodeRow{'1', "POP_MARK"},
    OpcodeRow{'2', "DUP"},
    OpcodeRow{'B', "BINBYTES"},
    OpcodeRow{'C', "SHORT_BINBYTES"},
    OpcodeRow{'F', "FLOAT"},
    OpcodeRow{'I', "INT"},
    OpcodeRow{'L', "LONG"},
    OpcodeRow{'P', "PERSID"},
    OpcodeRow{'S', "STRING"},
    OpcodeRow{'T', "BINSTRING"},
    OpcodeRow{'U', "SHORT_BINSTRING"},
    OpcodeRow{'V', "UNICODE"},
    OpcodeRow{'d', "DICT"},
    OpcodeRow{'g', "GET"},
    OpcodeRow{'i', "INST"},
    OpcodeRow{'l', "LIST"},
    OpcodeRow{'o', "OBJ"},
    OpcodeRow{'p', "PUT"},
    OpcodeRow{0x81, "NEWOBJ"},
    OpcodeRow{0x82, "EXT1"},
    OpcodeRow{0x83, "EXT2"},
    OpcodeRow{0x84, "EXT4"},
    OpcodeRow{0x8b, "LONG4"},
    OpcodeRow{0x8d, "BINUNICODE8"},
    OpcodeRow{0x8e, "BINBYTES8"},
    OpcodeRow{0x8f, "EMPTY_SET"},
    OpcodeRow{0x90, "ADDITEMS"},
    OpcodeRow{0x91, "FROZENSET"},
    OpcodeRow{0x92, "NEWOBJ_EX"},
    OpcodeRow{0x93, "STACK_GLOBAL"},
    OpcodeRow{0x96, "BYTEARRAY8"},
    OpcodeRow{0x97, "NEXT_BUFFER"},
    OpcodeRow{0x98, "READONLY_BUFFER"},
};

}  // namespace

QString refusedOpcodeName(unsigned char opcode)
{
    const auto* row = std::ranges::find(kRefused, opcode, &OpcodeRow::opcode);
    return row == kRefused.end() ? QString() : QString::fromLatin1(row->name);
}

}  // namespace reverie::weights
