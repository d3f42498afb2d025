"""Writes files with torch.save: tests/data/golden/torch_files/, and in expected.json there what each of them holds or why it has
to be refused. Held by tst_torch_golden.cpp.

Run from anywhere: `python make_torch_files.py`. Made with torch 2.11.0; needs nothing else.
"""

import collections
import json
import os
import pathlib
import sys
import types
import warnings
from argparse import Namespace
from pathlib import Path

import torch

FOLDER = Path(__file__).resolve().parents[1] / "data" / "golden" / "torch_files"
TYPES = {torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64", torch.int64: "I64",
         torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL"}
expected = {}


def numbers(*shape, dtype=torch.float32, start=0):
    count = 1
    for side in shape:
        count *= side
    return (torch.arange(start, start + count, dtype=torch.float32) - 3).to(dtype).reshape(shape)


def facts(tensor):
    plain = tensor.detach().contiguous().reshape(-1)
    raw = plain.view(torch.uint8) if plain.numel() else torch.zeros(0, dtype=torch.uint8)
    return {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "bytes": bytes(raw.tolist()).hex()}


def save(name, content, tensors, passed_over=(), **options):
    """`tensors`: what Reverie has to find, by name."""
    torch.save(content, FOLDER / name, **options)
    expected[name] = {"tensors": {key: facts(value) for key, value in tensors.items()}, "passedOver": list(passed_over)}


def refuse(name, content, says, **options):
    torch.save(content, FOLDER / name, **options)
    expected[name] = {"refused": says}


def class_of(module, name):
    """A class that pickles as one of a package that need not be there."""
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        sys.modules.setdefault(".".join(parts[:depth]), types.ModuleType(".".join(parts[:depth])))
    made = type(name, (), {"__module__": module})
    setattr(sys.modules[module], name, made)
    return made


class RunsCode:
    def __reduce__(self):
        return os.system, ("touch reverie-ran-code",)


class OwnTensor(torch.Tensor):
    pass


def write_types():
    tensors = {str(dtype).removeprefix("torch."): numbers(2, 3, dtype=dtype) for dtype in TYPES if dtype != torch.bool}
    tensors["bool"] = numbers(4) > -2
    tensors["scalar"] = torch.tensor(7)
    tensors["empty"] = torch.zeros(0, 4)
    save("types.pt", tensors, tensors)


def write_views():
    matrix = numbers(4, 6)
    fused = numbers(6, 2, start=50)
    tensors = {
        "transposed": numbers(2, 5).t(),
        "channels_last": numbers(2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
        "column block": matrix[:, 1:3],
        "steps": matrix[::2, ::3],
        "row": matrix[2],
        "first half": fused[:3],
        "second half": fused[3:],
        "whole": fused,
        "one wide": numbers(3, 4)[:, :1],
    }
    save("views.bin", tensors, tensors)
    refuse("expanded.bin", {"a": numbers(1, 3).expand(4, 3)}, 'tensor "a" uses some of its numbers twice')


def write_modules():
    module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    with torch.no_grad():
        for index, value in enumerate(module.state_dict().values()):
            value.copy_(numbers(*value.shape, start=index, dtype=value.dtype))
    save("state_dict.bin", module.state_dict(), module.state_dict())
    parameters = collections.OrderedDict(weight=torch.nn.Parameter(numbers(2, 2)), frozen=torch.nn.Parameter(numbers(3), False))
    save("parameters.pt", parameters, parameters)


def write_lightning():
    weights = collections.OrderedDict([("model.diffusion_model.out.2.bias", numbers(4)), ("logit_scale", torch.tensor(1.5))])
    callback = class_of("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint")
    content = {
        "epoch": 3, "global_step": 470_000, "pytorch-lightning_version": "1.4.2", "state_dict": weights,
        "callbacks": {callback: {"monitor": None, "best_model_score": torch.tensor(0.5), "current_score": 1e-3,
                                 "best_model_path": pathlib.PurePosixPath("logs/last.ckpt")}},
        "optimizer_states": [{"state": {0: {"step": 12, "exp_avg": numbers(4)}}, "param_groups": [{"lr": 1e-4, "betas": (0.9, 0.999)}]}],
        "lr_schedulers": [], "seen": {1, 2}, "huge": 1 << 40, "negative": -5,
    }
    save("lightning.ckpt", content, weights,
         ["pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint", "pathlib.PurePosixPath", "__builtin__.set"])
    save("wrapped_twice.ckpt", {"global_step": 1, "state_dict": {"state_dict": weights, "step": 4}}, weights)
    save("nested.pt", {"name": "cat", "string_to_param": {"*": numbers(1, 4)}, "steps": [numbers(1), numbers(2)], 7: numbers(3)},
         {"string_to_param.*": numbers(1, 4), "steps.0": numbers(1), "steps.1": numbers(2), "7": numbers(3)})


def write_refused():
    tensor = {"a": numbers(3)}
    refuse("legacy.pt", tensor, "is an old PyTorch checkpoint, from before version 1.6", _use_new_zipfile_serialization=False)
    refuse("protocol_4.pt", tensor, "the instruction STACK_GLOBAL", pickle_protocol=4)
    refuse("namespace.ckpt", {"state_dict": tensor, "options": Namespace(lr=1)}, "the instruction NEWOBJ")
    refuse("code.ckpt", {"state_dict": tensor, "x": RunsCode()}, "contains code: posix.system")
    refuse("code_within.ckpt", {"state_dict": {"a": numbers(3), "b": RunsCode()}}, "contains code: posix.system")
    refuse("object_within.ckpt", {"state_dict": {"a": numbers(3), "b": pathlib.PurePosixPath("x")}}, "(pathlib.PurePosixPath)")
    refuse("tensor_alone.pt", numbers(3), "holds no dictionary of tensors")
    refuse("sparse.pt", {"a": numbers(2, 2).to_sparse()}, "is a sparse tensor")
    refuse("quantised.pt", {"a": torch.quantize_per_tensor(numbers(3), 0.1, 0, torch.qint8)}, "numbers of the type torch.QInt8Storage")
    refuse("subclass.pt", {"a": numbers(3).as_subclass(OwnTensor)}, "is a tensor of a class of its own")
    refuse("float8.pt", {"a": numbers(3).to(torch.float8_e4m3fn)}, "is a tensor of an uncommon number type")
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), FOLDER / "script.pt")
    expected["script.pt"] = {"refused": "it is a TorchScript program"}
    torch.serialization.set_crc32_options(False)
    refuse("no_checksums.pt", tensor, "the checksum of its record")
    torch.serialization.set_crc32_options(True)


warnings.simplefilter("ignore")
FOLDER.mkdir(parents=True, exist_ok=True)
for write in (write_types, write_views, write_modules, write_lightning, write_refused):
    write()
(FOLDER / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
