"""The two reference implementations, imported without what they drag along.

Needs torch 2.11, diffusers 0.42, transformers 4.57, scipy, torchsde, torchdiffeq and
`pip install --no-deps k-diffusion==0.1.1.post1`.
"""

import functools
import importlib
import importlib.util
import sys
import types
from pathlib import Path

# diffusers 0.42 wants huggingface-hub 1.x, transformers 4.57 says it does not: it works, so the check is left out.
_check = types.ModuleType("transformers.dependency_versions_check")
_check.dep_version_check = lambda *args, **kwargs: None
sys.modules.setdefault("transformers.dependency_versions_check", _check)


@functools.cache
def k_diffusion():
    """k-diffusion's sampling.py and external.py alone: its package imports a training stack, of which one function
    is needed here."""
    package = types.ModuleType("k_diffusion")
    package.__path__ = [str(Path(importlib.util.find_spec("k_diffusion").origin).parent)]
    sys.modules["k_diffusion"] = package
    package.utils = types.ModuleType("k_diffusion.utils")
    package.utils.append_dims = lambda x, target: x[(...,) + (None,) * (target - x.ndim)]
    sys.modules["k_diffusion.utils"] = package.utils
    package.sampling = importlib.import_module("k_diffusion.sampling")
    package.external = importlib.import_module("k_diffusion.external")
    return package
