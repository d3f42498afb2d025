#!/usr/bin/env python3
"""Proves that Reverie's Hub cache and that of Python's huggingface_hub are one and the same.

    check_hub_cache.py path/to/fake-hub path/to/hub-child

Needs huggingface_hub (any since 1.0). CTest runs it where -DREVERIE_PYTHON=... or python3 can import that.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

FILES = {"README.md": "# A model", "unet/config.json": '{"sample_size": 8}', "vae/config.json": "{}"}
WEIGHTS = bytes(range(256)) * 4096
NAMES = sorted([*FILES, "unet/weights.safetensors"])


def check_ours(child, endpoint, cache):
    """What Reverie wrote, huggingface_hub finds."""
    from huggingface_hub import scan_cache_dir, snapshot_download, try_to_load_from_cache

    subprocess.run([child, endpoint, cache, "org/open", "0"], check=True)
    for name in NAMES:
        found = try_to_load_from_cache("org/open", name, cache_dir=cache)
        assert isinstance(found, str), f"{name}: {found}"
        content = pathlib.Path(found).read_bytes()
        assert content == (FILES[name].encode() if name in FILES else WEIGHTS), name
    folder = pathlib.Path(snapshot_download("org/open", cache_dir=cache, local_files_only=True))
    assert sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()) == NAMES
    info = scan_cache_dir(cache)
    assert not info.warnings, info.warnings
    assert not getattr(info, "incomplete_files", None), info.incomplete_files
    (repo,) = info.repos
    (revision,) = repo.revisions
    assert repo.repo_id == "org/open" and revision.refs == {"main"} and len(revision.files) == len(NAMES)
    assert repo.size_on_disk == len(WEIGHTS) + sum(len(text) for text in FILES.values())
    before = {p: p.lstat().st_ino for p in folder.rglob("*")}
    snapshot_download("org/open", cache_dir=cache, endpoint=endpoint, token=False)
    assert before == {p: p.lstat().st_ino for p in folder.rglob("*")}, "huggingface_hub fetched it again"


def check_theirs(child, endpoint, cache):
    """What huggingface_hub wrote, Reverie uses."""
    from huggingface_hub import snapshot_download

    folder = pathlib.Path(snapshot_download("org/open", cache_dir=cache, endpoint=endpoint, token=False))
    for name in NAMES:
        found = subprocess.run([child, "find", cache, "org/open", name], check=True, capture_output=True, text=True)
        assert found.stdout.strip() == str(folder / name), found.stdout
    before = {p: p.stat().st_ino for p in folder.rglob("*")}
    subprocess.run([child, endpoint, cache, "org/open", "0"], check=True)
    assert before == {p: p.stat().st_ino for p in folder.rglob("*")}, "Reverie fetched it again"


def check_parts(child, endpoint, cache):
    """What a killed Reverie leaves does not disturb huggingface_hub, and the other way round."""
    from huggingface_hub import scan_cache_dir, snapshot_download

    killed = subprocess.run([child, endpoint, cache, "org/open", "40"])
    assert killed.returncode < 0, "it was not killed"
    parts = scan_cache_dir(cache).incomplete_files if hasattr(scan_cache_dir(cache), "incomplete_files") else [1]
    assert len(parts) == 1, parts
    folder = pathlib.Path(snapshot_download("org/open", cache_dir=cache, endpoint=endpoint, token=False))
    assert (folder / "unet/weights.safetensors").read_bytes() == WEIGHTS
    subprocess.run([child, endpoint, cache, "org/open", "0"], check=True)
    assert (folder / "unet/weights.safetensors").read_bytes() == WEIGHTS


def main():
    fake_hub, child = sys.argv[1:3]
    os.environ["HF_HUB_DISABLE_XET"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    with tempfile.TemporaryDirectory() as root:
        root = pathlib.Path(root)
        (root / "open" / "unet").mkdir(parents=True)
        (root / "open" / "unet" / "weights.safetensors").write_bytes(WEIGHTS)
        description = root / "hub.json"
        description.write_text(json.dumps({"repositories": [{"id": "org/open", "folder": "open", "files": FILES}]}))
        server = subprocess.Popen([fake_hub, description], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            endpoint = server.stdout.readline().strip()
            os.environ["HF_ENDPOINT"] = endpoint
            for check in (check_ours, check_theirs, check_parts):
                check(child, endpoint, str(root / check.__name__))
                print(check.__doc__)
        finally:
            server.stdin.close()
            server.wait()


if __name__ == "__main__":
    main()
