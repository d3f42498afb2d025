"""Records whole pictures whose prompts change on their way or are drawn at once: tests/data/golden/prompts.json and .safetensors,
held by tst_pipelines.cpp beside those of make_pipelines.py, with its models and its checks. What a prompt says at each call of
the network is written out by hand here; diffusers is the witness where its callbacks can change a prompt, a1111.py elsewhere.
Run from anywhere: `python make_prompts.py`.
"""

import make_pipelines
from make_pipelines import case


def plain(text):
    return [[text, 1.0]]


def changing(name, prompt, course, **fields):
    return case(name, prompt=prompt, courses=[[1.0, [[last, plain(text)] for last, text in course]]], **fields)


def combined(name, prompt, parts, **fields):
    return case(name, prompt=prompt, courses=[[weight, [[0, plain(text)]]] for weight, text in parts], **fields)


def by_diffusers(name, prompt, course, scheduler, **fields):
    return case(name, prompt=prompt, text_course=course, scheduler=scheduler, sampler="Model default", **fields)


def cases():
    halves = [[4, "red forest"], [10, "blue forest"]]
    yield by_diffusers("DDIM, words change", "[red:blue:0.4] forest", halves, "ddim", negative="tree")
    yield by_diffusers("Euler, words change, no guidance", "[red:blue:4] forest", halves, "euler", cfg=1.0)
    yield by_diffusers("DDIM, words take turns", "[red|blue|the] forest",
                       [[1, "red forest"], [2, "blue forest"], [3, "the forest"], [4, "red forest"], [5, "blue forest"],
                        [6, "the forest"]], "ddim", steps=6)
    yield changing("Euler, words change", "[red:blue:0.4] forest", halves, sampler="Euler", negative="tree")
    yield changing("DPM++ 2M, words come and go", "[blue :3]forest[ tree::6]",
                   [[3, "forest tree"], [6, "blue forest tree"], [10, "blue forest"]])
    yield changing("Heun counts two calls a step", "[red:blue:0.5] tree", [[8, "red tree"], [16, "blue tree"]], sampler="Heun", steps=8)
    yield changing("DPM++ 2S a counts two calls a step", "[red:blue:0.5] tree", [[8, "red tree"], [16, "blue tree"]],
                   sampler="DPM++ 2S a", steps=8)
    yield changing("Euler a, words take turns, two pictures", "[red|blue] forest",
                   [[1, "red forest"], [2, "blue forest"], [3, "red forest"], [4, "blue forest"], [5, "red forest"], [6, "blue forest"]],
                   sampler="Euler a", steps=6, count=2)
    yield case("Euler, negative changes", sampler="Euler", negative="[tree:blue:0.3]", courses=[[1.0, [[0, plain("red forest")]]]],
               negative_course=[[3, plain("tree")], [10, plain("blue")]])
    yield changing("XL, words take turns", "[red|blue] forest",
                   [[1, "red forest"], [2, "blue forest"], [3, "red forest"], [4, "blue forest"], [5, "red forest"], [6, "blue forest"]],
                   model="xl", scheduler="euler", cfg=2.5, steps=6)
    yield combined("DPM++ 2M, AND", "red forest AND blue sunset :0.6", [[1.0, "red forest "], [0.6, " blue sunset "]], negative="tree")
    yield combined("Euler, AND of three, guidance 1", "red AND blue:0.5 AND tree:-0.3", [[1.0, "red "], [0.5, " blue"], [-0.3, " tree"]],
                   sampler="Euler", cfg=1.0)
    yield combined("DDIM CFG++, AND", "red forest AND blue sunset :0.6", [[1.0, "red forest "], [0.6, " blue sunset "]],
                   sampler="DDIM CFG++", negative="tree")
    yield case("Euler, AND of words that change", sampler="Euler", prompt="[red:the:0.4] forest AND [blue|tree]:0.5", steps=4,
               courses=[[1.0, [[1, plain("red forest ")], [4, plain("the forest ")]]],
                        [0.5, [[1, plain(" blue")], [2, plain(" tree")], [3, plain(" blue")], [4, plain(" tree")]]]])


if __name__ == "__main__":
    make_pipelines.record("prompts", cases, by="tests/golden/make_prompts.py")
