"""Stage 2a: a byte-pair vocabulary in CLIP's format, learnt from our own captions.

    python -m training.tokenizer
"""

import json
from collections import Counter

import numpy as np
from transformers import CLIPTokenizer

from drawing import describe, random_scene

from .run import WORK

FOLDER = WORK / "tokenizer"
_MERGES = 1400
_CAPTIONS = 20_000
_START, _END = "<|startoftext|>", "<|endoftext|>"

# words that people type and that our captions do not hold; they get tokens so that they cost one place, not seven
_EXTRA = ("artstation photorealistic oil painting watercolor flat low poly pixel line drawing sketch rainbow train road car people woman man cat "
          "dog portrait fantasy ancient future space photograph camera lens black white grey gray brown gold silver dark light bright warm cold "
          "calm peaceful lonely epic style studio nature world color").split()


def _words():
    counts = Counter(_EXTRA * 20)
    for seed in range(_CAPTIONS):
        counts.update(describe(random_scene(seed), np.random.default_rng(seed)).lower().replace(",", " ").split())
    return counts


def _learn_merges(counts):
    """Greedy byte-pair encoding over whole words (Sennrich 2016)."""
    words = {(*word[:-1], word[-1] + "</w>"): count for word, count in counts.items() if word.isascii()}
    merges = []
    while len(merges) < _MERGES:
        pairs = Counter()
        for word, count in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += count
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        words = {_merged(word, best): count for word, count in words.items()}
    return merges


def _merged(word, pair):
    parts, index = [], 0
    while index < len(word):
        if word[index:index + 2] == pair:
            parts.append(word[index] + word[index + 1])
            index += 2
        else:
            parts.append(word[index])
            index += 1
    return tuple(parts)


def _byte_letters():
    """The letters by which CLIP's tokenizers write the 256 bytes: what can be printed stands for itself (GPT-2's table)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(byte) for byte in printable] + [chr(256 + i) for i in range(256 - len(printable))]


def main():
    alphabet = _byte_letters()
    merges = _learn_merges(_words())
    pieces = alphabet + [c + "</w>" for c in alphabet] + ["".join(pair) for pair in merges] + [_START, _END]
    FOLDER.mkdir(parents=True, exist_ok=True)
    vocabulary = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
    (FOLDER / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False))
    (FOLDER / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))
    tokenizer = CLIPTokenizer(str(FOLDER / "vocab.json"), str(FOLDER / "merges.txt"), unk_token=_END, bos_token=_START,
                              eos_token=_END, pad_token=_END, model_max_length=77)
    tokenizer.save_pretrained(FOLDER)
    print(len(vocabulary), tokenizer.tokenize("Red forest, digital art, trending — größer 日本"))


if __name__ == "__main__":
    main()
