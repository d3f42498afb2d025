#include "core/weights/pickle_globals.h"

#include "core/weights/tensor_names.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace reverie::weights {
namespace {

using Meaning = PickleMeaning;

constexpr std::array kKnown = {
    PickleGlobal{"collections", "OrderedDict", Meaning::OrderedDict},
    PickleGlobal{"torch._utils", "_rebuild_tensor_v2", Meaning::RebuildTensor},
    PickleGlobal{"torch._utils", "_rebuild_parameter", Meaning::RebuildParameter},
    PickleGlobal{"torch", "Size", Meaning::Size},
    PickleGlobal{"torch", "HalfStorage", Meaning::Storage, DType::F16},
    PickleGlobal{"torch", "FloatStorage", Meaning::Storage, DType::F32},
    PickleGlobal{"torch", "DoubleStorage", Meaning::Storage, DType::F64},
    PickleGlobal{"torch", "BFloat16Storage", Meaning::Storage, DType::BF16},
    PickleGlobal{"torch", "LongStorage", Meaning::Storage, DType::I64},
    PickleGlobal{"torch", "IntStorage", Meaning::Storage, DType::I32},
    PickleGlobal{"torch", "ShortStorage", Meaning::Storage, DType::I16},
    PickleGlobal{"torch", "CharStorage", Meaning::Storage, DType::I8},
    PickleGlobal{"torch", "ByteStorage", Meaning::Storage, DType::U8},
    PickleGlobal{"torch", "BoolStorage", Meaning::Storage, DType::Bool},
    PickleGlobal{"torch.storage", "UntypedStorage", Meaning::Storage},
};

/// Modules of Python, with all below them, that start programs, open connections or run what they are given.
constexpr std::array<std::string_view, 48> kRunning = {"os", "posix", "nt", "sys", "subprocess", "runpy", "socket",
    "pickle", "_pickle", "cPickle", "importlib", "shutil", "ctypes", "_ctypes", "code", "codeop", "pty", "commands",
    "popen2", "multiprocessing", "_posixsubprocess", "asyncio", "webbrowser", "pip", "imp", "pkgutil", "zipimport",
    "timeit", "cProfile", "profile", "pdb", "bdb", "trace", "doctest", "ensurepip", "venv", "idlelib", "lib2to3",
    "marshal", "types", "operator", "_operator", "urllib", "requests", "http", "httplib", "smtplib", "ftplib"};

constexpr std::array<std::string_view, 2> kBuiltins = {"builtins", "__builtin__"};

/// Builtins that only hold data, as trainers leave them beside the weights.
constexpr std::array<std::string_view, 13> kHarmlessBuiltins = {"set", "frozenset", "dict", "list", "tuple", "int",
    "float", "str", "bool", "complex", "bytes", "bytearray", "object"};

struct ObjectRow {
    std::string_view name;
    const char* what;
};

constexpr std::array kTensorMakers = {
    ObjectRow{"_rebuild_sparse_tensor", "a sparse tensor"},
    ObjectRow{"_rebuild_sparse_csr_tensor", "a sparse tensor"},
    ObjectRow{"_rebuild_qtensor", "a quantised tensor"},
    ObjectRow{"_rebuild_nested_tensor", "a nested tensor"},
    ObjectRow{"_rebuild_meta_tensor_no_storage", "a tensor without numbers"},
    ObjectRow{"_rebuild_tensor_v3", "a tensor of an uncommon number type"},
    ObjectRow{"_rebuild_from_type_v2", "a tensor of a class of its own"},
    ObjectRow{"_rebuild_wrapper_subclass", "a tensor of a class of its own"},
};

bool isOneOf(std::string_view name, std::span<const std::string_view> names)
{
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

PickleGlobal pickleGlobal(std::string_view module, std::string_view name)
{
    const auto* row = std::ranges::find_if(
        kKnown, [&](const PickleGlobal& each) { return each.module == module && each.name == name; });
    // The views of the stream are kept: they live as long as the other texts.
    return row == kKnown.end() ? PickleGlobal{module, name} : PickleGlobal{module, name, row->meaning, row->dtype};
}

bool runsCode(const PickleGlobal& global)
{
    if (isOneOf(global.module, kBuiltins))
        return !isOneOf(global.name, kHarmlessBuiltins);
    return isOneOf(global.module.substr(0, global.module.find('.')), kRunning);
}

QString dottedName(const PickleGlobal& global)
{
    const QString quoted = inQuotes(std::string(global.module) + '.' + std::string(global.name));
    return quoted.mid(1, quoted.size() - 2);
}

QString objectWords(const PickleGlobal& global)
{
    const auto* row = std::ranges::find(kTensorMakers, global.name, &ObjectRow::name);
    if (row != kTensorMakers.end() && global.module.starts_with("torch."))
        return QString::fromLatin1(row->what);
    return QStringLiteral("an object of Python (%1)").arg(dottedName(global));
}

}  // namespace reverie::weights
