#!/usr/bin/env python3
"""Runs Python's huggingface_hub against the fake Hub, so that the fake is known to speak what the real one speaks.

    check_fake_hub.py path/to/fake-hub

Needs huggingface_hub (any since 1.0). CTest runs it where -DREVERIE_PYTHON=... or python3 can import that.
"""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

FILES = {"README.md": "# A model", "unet/config.json": '{"sample_size": 8}', "vae/config.json": "{}"}
WEIGHTS = bytes(range(256)) * 4096
DESCRIPTION = {
    "tokens": {
        "hf_ada": {"user": "ada", "kind": "read"},
        "hf_bob": {"user": "bob", "kind": "read"},
        "hf_cem": {"user": "cem", "kind": "read"},
        "hf_dan": {"user": "dan", "kind": "fine"},
        "hf_old": {"user": "ada", "kind": "read", "expired": True},
    },
    "repositories": [
        {"id": "org/open", "folder": "open", "files": FILES, "tags": ["stable-diffusion"], "downloads": 7},
        {"id": "org/gated", "folder": "open", "gate": "auto", "files": FILES,
         "access": {"ada": "granted", "bob": "pending", "dan": "granted"}},
        {"id": "org/secret", "files": FILES, "private": True, "readers": ["ada"]},
        {"id": "org/old-name", "files": FILES, "movedTo": "org/open"},
        {"id": "org/closed", "files": FILES, "disabled": True},
    ],
}


def expect(error, call, *words):
    try:
        call()
    except error as raised:
        for word in words:
            assert word in str(raised), f"{word!r} is not in {raised}"
        assert type(raised) is error, f"{type(raised)} instead of {error}"
        return
    raise AssertionError(f"no {error.__name__}")


def check_files(api, root):
    from huggingface_hub import hf_hub_download, snapshot_download

    folder = pathlib.Path(snapshot_download("org/open", cache_dir=root / "cache", token=False))
    names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    assert names == sorted([*FILES, "unet/weights.safetensors"]), names
    weights = folder / "unet/weights.safetensors"
    assert weights.read_bytes() == WEIGHTS
    assert weights.resolve().name == hashlib.sha256(WEIGHTS).hexdigest()
    config = FILES["unet/config.json"].encode()
    blob = hashlib.sha1(b"blob %d\0" % len(config) + config).hexdigest()
    assert (folder / "unet/config.json").resolve().name == blob
    moved = hf_hub_download("org/old-name", "unet/weights.safetensors", cache_dir=root / "cache", token=False)
    assert pathlib.Path(moved).read_bytes() == WEIGHTS
    gated = hf_hub_download("org/gated", "unet/weights.safetensors", cache_dir=root / "cache", token="hf_ada")
    assert pathlib.Path(gated).read_bytes() == WEIGHTS


def check_listings(api):
    info = api.model_info("org/open", files_metadata=True, token=False)
    weights = next(s for s in info.siblings if s.rfilename == "unet/weights.safetensors")
    assert weights.size == weights.lfs.size == len(WEIGHTS)
    assert weights.lfs.sha256 == hashlib.sha256(WEIGHTS).hexdigest()
    assert info.gated is False and api.model_info("org/gated", token=False).gated == "auto"
    assert api.model_info("org/open", revision=info.sha, token=False).sha == info.sha
    assert api.model_info("org/old-name", token=False).id == "org/open"
    assert api.model_info("org/open", expand=["gated", "tags"], token=False).tags == ["stable-diffusion"]
    tree = list(api.list_repo_tree("org/open", recursive=True, expand=True, token=False))
    assert {e.path for e in tree} == {*FILES, "unet", "vae", "unet/weights.safetensors"}
    assert next(e for e in tree if e.path.endswith("tensors")).lfs.sha256 == weights.lfs.sha256
    assert {e.path for e in api.list_repo_tree("org/open", token=False)} == {"README.md", "unet", "vae"}
    assert [m.id for m in api.list_models(search="open", token=False)] == ["org/open"]
    assert [m.id for m in api.list_models(filter="stable-diffusion", token=False)] == ["org/open"]
    assert len(list(api.list_models(limit=2, token=False))) == 2


def check_people(api):
    from huggingface_hub.errors import HfHubHTTPError

    who = api.whoami(token="hf_ada")
    assert who["name"] == "ada" and who["auth"]["accessToken"]["role"] == "read"
    assert api.whoami(token="hf_dan")["auth"]["accessToken"]["role"] == "fineGrained"
    for token in ("hf_wrong", "hf_old"):
        expect(HfHubHTTPError, lambda: api.whoami(token=token), "Invalid user token")


def check_refusals(api, root):
    from huggingface_hub import errors, hf_hub_download
    from huggingface_hub.file_download import get_hf_file_metadata, hf_hub_url

    def head(repository, path="unet/weights.safetensors", token=False, revision=None):
        return lambda: get_hf_file_metadata(hf_hub_url(repository, path, revision=revision), token=token)

    expect(errors.GatedRepoError, head("org/gated"), "401", "Please log in")
    expect(errors.GatedRepoError, head("org/gated", token="hf_wrong"), "401")
    expect(errors.GatedRepoError, head("org/gated", token="hf_bob"), "403", "awaiting a review")
    expect(errors.GatedRepoError, head("org/gated", token="hf_cem"), "403", "not in the authorized list")
    expect(errors.GatedRepoError, head("org/gated", token="hf_dan"), "403", "fine-grained")
    expect(errors.RepositoryNotFoundError, head("org/none"), "401")
    expect(errors.RepositoryNotFoundError, head("org/none", token="hf_ada"), "404")
    expect(errors.RepositoryNotFoundError, head("org/secret", token="hf_bob"), "404")
    expect(errors.RevisionNotFoundError, head("org/open", revision="nowhere"), "404")
    expect(errors.RemoteEntryNotFoundError, head("org/open", path="none.json"), "404")
    expect(errors.DisabledRepoError, head("org/closed"))
    expect(errors.RepositoryNotFoundError, lambda: api.model_info("org/none", token=False))
    expect(errors.GatedRepoError, lambda: api.auth_check("org/gated", token="hf_bob"))
    api.auth_check("org/gated", token="hf_ada")
    expect(errors.GatedRepoError,
           lambda: hf_hub_download("org/gated", "vae/config.json", cache_dir=root / "other", token=False))
    large = head("org/open")()
    assert large.size == len(WEIGHTS) and large.etag == hashlib.sha256(WEIGHTS).hexdigest()
    small = head("org/open", "vae/config.json")()
    assert small.size == 2 and len(small.etag) == 40 and len(small.commit_hash) == 40


def main():
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        (root / "open/unet").mkdir(parents=True)
        (root / "open/unet/weights.safetensors").write_bytes(WEIGHTS)
        (root / "hub.json").write_text(json.dumps(DESCRIPTION))
        hub = subprocess.Popen([sys.argv[1], root / "hub.json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            for variable in [v for v in os.environ if v.lower().endswith("_proxy") or v.startswith(("HF_", "HUGGING"))]:
                del os.environ[variable]
            os.environ.update(HF_ENDPOINT=hub.stdout.readline().strip(), HF_HOME=str(root / "home"), HF_HUB_DISABLE_XET="1",
                              HF_HUB_DISABLE_PROGRESS_BARS="1")
            from huggingface_hub import HfApi

            api = HfApi()
            check_listings(api)
            check_people(api)
            check_refusals(api, root)
            check_files(api, root)
        finally:
            hub.stdin.close()
            hub.wait()
    print("huggingface_hub and the fake Hub understand each other")


if __name__ == "__main__":
    main()
