#!/usr/bin/env python3
"""Records what transformers' CLIPTokenizerFast makes of 300 hard strings in tokens.json.

Needs transformers 4.57 and CLIP's merges file, which packaging/setup fetches:
    tests/golden/make_tokens.py ~/.cache/reverie/clip/bpe_simple_vocab_16e6.txt
"""
import importlib.machinery
import json
import pathlib
import random
import sys
import tempfile
import types

# transformers 4.57 refuses the huggingface-hub 1.x that diffusers 0.42 wants; its check is not needed here.
_check = types.ModuleType("transformers.dependency_versions_check")
_check.__spec__ = importlib.machinery.ModuleSpec(_check.__name__, None)
_check.dep_version_check = lambda *args, **kwargs: None
sys.modules[_check.__name__] = _check

from transformers import CLIPTokenizerFast  # noqa: E402

HERE = pathlib.Path(__file__).parent
START, END = "<|startoftext|>", "<|endoftext|>"


def byte_symbols():
    """The characters of the 256 bytes, in the order of the vocabulary."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return [chr(byte) for byte in printable] + [chr(0x100 + index) for index in range(len(others))]


def tokenizer(merges_file, pad):
    merges = pathlib.Path(merges_file).read_text("utf-8").split("\n")[1 : 49152 - 256 - 2 + 1]
    symbols = byte_symbols()
    pieces = symbols + [s + "</w>" for s in symbols] + [m.replace(" ", "") for m in merges] + [START, END]
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = pathlib.Path(folder, "vocab.json")
        vocabulary.write_text(json.dumps({piece: index for index, piece in enumerate(pieces)}))
        pathlib.Path(folder, "merges.txt").write_text("\n".join(["#version: 0.2", *merges]), "utf-8")
        pathlib.Path(folder, "tokenizer_config.json").write_text(
            json.dumps({"pad_token": pad, "model_max_length": 77, "tokenizer_class": "CLIPTokenizer"}))
        return CLIPTokenizerFast.from_pretrained(folder)


WRITTEN = """
Red forest, digital art, trending
California sunset on the beach, red clouds
a photo of an astronaut riding a horse on mars, 4k, octane render, (masterpiece:1.2), [blurry]
Café, naïve façade, Ångström, ÉCOLE, Über, señor, Łódź, Dvořák, Đà Nẵng
cafe\u0301 nai\u0308ve A\u030angstro\u0308m
a\u0323\u0307 q\u0307\u0323 \u0344 \u212b \u2126 \u1e9b\u0323
STRASSE Straße STRAẞE ſtraße
İstanbul ISTANBUL ıstanbul Iğdır
ΟΔΟΣ ὈΔΥΣΣΕΎΣ Σ ΣΑΣ ς
ﬁne ﬂow eﬃcient ﬆ ĳ Ĳ Ǆ ǅ ǆ
Ⅷ ⅷ ½ ¾ ² ³ ⁴ ₅ ① ⑳ ㊿ ٣٤ ۴ १२ ๓ 一二三
123 4567 12.5 1,000,000 3:30 50% $9.99 0x1F 1e-5
it's don't we're I've I'm she'll he'd o'clock 'tis rock 'n' roll
IT'S DON'T WE'RE I'VE I'M SHE'LL HE'D
it’s don’t ‘quoted’ “double” «guillemets» „low“
's 't 're 've 'm 'll 'd '' ''' 'x '9 's's 'S!'s !'s a's's
!!! ??? ... …… ---- ==== ~~~~ ^^^ *** ### $$$ %%% &&& @@@ ::: ;;; ((( ))) [[[ ]]] {{{ }}} <<< >>> |||
a.b,c;d:e!f?g/h\\i|j-k_l+m=n*o&p^q%r$s#t@u~v`w'x"y
hello,world , hello ,world, hello,, world
foo_bar __init__ snake_case CamelCase kebab-case dot.case
&amp; &lt;b&gt; &quot;hi&quot; &#39; &nbsp; &amp;amp; <br/> <b>bold</b>
<|endoftext|>
<|startoftext|>
a <|endoftext|> b
a<|startoftext|>b<|endoftext|>c
<|ENDOFTEXT|> and <|StartOfText|>
<|endoftext|><|endoftext|> <|endoftext |> <|endoftex|> |endoftext|>
<|end of text|> < |endoftext|> <<|endoftext|>>
</w> the</w> </W>
<lora:name:0.8> <hypernet:x:1> embedding:bad
😀 😃😄 🙂‍ 👍🏽 👍🏿👍
👩‍👩‍👧‍👦 👨🏻‍🚀 🏳️‍🌈 🏴‍☠️ 👁️‍🗨️
🇩🇪🇫🇷🇯🇵 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ #️⃣ *️⃣
❤️ ❤ ☺️ ☺ ✨ ☀️ ⛄ ♻︎
red❤️forest 🌲forest🌲 🌅sunset
日本語の文章です。 赤い森、デジタルアート 東京タワー
が か\u3099 ガ カ\u3099 ｶﾞ ﾊﾟ
中文提示词：红色森林，数字艺术 繁體中文
한국어 프롬프트 \u1112\u1161\u11ab\u1100\u1173\u11af 한글
สวัสดีครับ ภาพวาด ประเทศไทย
नमस्ते दुनिया क्षत्रिय हिन्दी
বাংলা தமிழ் తెలుగు ಕನ್ನಡ മലയാളം ગુજરાતી ਪੰਜਾਬੀ සිංහල
שלום עולם שָׁלוֹם עִבְרִית
مرحبا بالعالم العَرَبِيَّة فارسی اردو
\u202bשלום\u202c \u200fמימין\u200e \u2067rtl\u2069
Привет, мир! ПРИВЕТ Ёлка Йод и\u0306
Ελληνικά ΚΑΛΗΜΕΡΑ ά α\u0301 ᾳ ᾼ
ქართული ᲥᲐᲠᲗᲣᲚᲘ Հայերեն ՀԱՅԵՐԵՆ
ᏣᎳᎩ ꮳꮃꭹ ᏸ Ᏸ
𝔉𝔯𝔞𝔨𝔱𝔲𝔯 𝕭𝖔𝖑𝖉 𝟘𝟙𝟚 𝒮𝒸𝓇𝒾𝓅𝓉
𐐀𐐁 𐐨𐐩 𞤀𞤁 𞤢𞤣 𖹀 𖹠 𐲀 𐳀
𠀀𠀁 𪚥 🂡 𝄞 𓀀 𒀀
ＦＵＬＬ　ＷＩＤＴＨ ｆｕｌｌ　１２３ ，。！
ªº ʰʲ ˈ ˌ ᵃ ⁿ
Z̸͎͠a̷̛̭l̶͔̈́g̴̱̈ơ̵͜
a\u0315\u0300\u05ae\u0300b \u0f73\u0f71 \u0958 \u2adc \ufb1d
bom\ufeff \ufffd \ufffe? \uffff \ue000 \U0010ffff
""".strip("\n").split("\n")

BLANKS = ["", " ", "   ", "\n", "\t\r\n", "\u00a0", "\u3000", "\u2028\u2029", "\u0085", "\u200b", "\u2060", "\u180e", "\x00",
          "a\tb\nc\rd", "a \n b", " a ", "\u00a0a\u00a0\u00a0b", "a\u3000b\u2003c\u2009d\u202fe\u205ff\u1680g", "a\u200bb\u200cc\u200dd",
          "a\u0085b", "a\u001cb\u001dc\u001ed\u001fe", "a\x0bb\x0cc", "a\x00b", "\x01\x02\x1b[31m", "\x7f\x80\x9f", "a\u180eb",
          "soft\u00adhyphen", "word\u2060joiner", "line\u2028separator", "tag\U000e0061tag", "é\u00a0\u0301", "a\u034fb"]

LONG = ["a" * 300, "supercalifragilisticexpialidocious" * 5, "ab" * 100, "!" * 200, "é" * 120, "日" * 90, "😀" * 60, "e" + "\u0301" * 80,
        "'" * 77, "1" * 60, "the" * 80, "<|endoftext|" * 12, "aB" * 64, "🏽" * 30, "-=" * 70, "xn--" * 20]

ALPHABETS = ["abcdefghijklmnopqrstuvwxyz    ", "ABCdef',.!?0123  ", "'strevmld' ", "éèàüñçßøåþ ÉÈÀÜ", "日本語漢字かな、。 カナ", "абвгдЖЗИЙ ёЁ",
             "😀🌲❤\ufe0f\u200d👩🏽 a", "a\u0301\u0308\u0323\u0316 bC", "\u00a0\u2003 \t\nxY\u0085", "<|>endoftxsar ", "אבגשׁ \u200fa", "IİıiSſßẞſs ",
             "½²Ⅷ٣x1 9", "".join(map(chr, range(0x20, 0x7F))), "".join(map(chr, range(0xA0, 0x180))), "가각힣\u1100\u1161\u11a8 a"]


def random_strings(count):
    source = random.Random(20261124)
    for index in range(count):
        alphabet = ALPHABETS[index % len(ALPHABETS)]
        yield "".join(source.choice(alphabet) for _ in range(source.randint(3, 40)))


def main(merges_file):
    texts = [*WRITTEN, *BLANKS, *LONG]
    texts += random_strings(300 - len(texts))
    clip, padded = tokenizer(merges_file, END), tokenizer(merges_file, "!")
    encode = lambda with_what, text: with_what(text, add_special_tokens=False).input_ids  # noqa: E731
    exclaiming = ["hello! wow!!", "!", "a!b !c", "no marks", "!<|endoftext|>!", "¡hola! ＼！"]
    record = {
        "source": "transformers CLIPTokenizerFast, OpenAI's merges; made by make_tokens.py",
        "end_padded": [{"text": text, "ids": encode(clip, text)} for text in texts],
        "exclamation_padded": [{"text": text, "ids": encode(padded, text)} for text in exclaiming],
    }
    (HERE / "tokens.json").write_text(json.dumps(record, separators=(",", ":")).replace("},{", "},\n{") + "\n")
    print(len(texts), "strings")


if __name__ == "__main__":
    main(sys.argv[1])
