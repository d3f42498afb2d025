"""Above the horizon: gradient, stars, aurora, sun, moon, clouds with volume, rain, lightning."""

import numpy as np

from .canvas import fading, rounds, vertical
from .colour import mix, paint

_SPILL = .09                # how far an aurora's light reaches below its foot
_BLUSH = {"sunset": .55, "sunrise": .5, "golden hour": .5, "day": .3, "blue hour": .3}


def draw_sky(canvas, palette, horizon):
    canvas.box(0, 0, 1, 1, vertical(0, horizon, *palette.sky))


def draw_stars(canvas, rng, horizon):
    """A few bright ones on a jittered grid, so that they never clump."""
    star = paint("#f2f6ff")
    for column in range(6):
        for row in range(3):
            x = (column + rng.uniform(.3, .7) + .5 * (row % 2) - .25) / 6
            y = horizon * .8 * (row + rng.uniform(.3, .7)) / 3
            size = (.0058, .0080, .0104)[(column * 2 + row) % 3]
            canvas.circle(x, y, size * 2.2, star, .20)
            canvas.circle(x, y, size, star, 1 - .15 * row)


def draw_aurora(canvas, rng, horizon):
    """Two curtains: bright along a wavy foot, fading upwards, green below and violet above."""
    xs = np.linspace(-.05, 1.05, 89)
    for share, tall, tone, alpha in ((.50, .36, "#7a5cd8", .40), (.62, .30, "#3ff0a0", .75)):
        phase, bend = rng.uniform(0, 6.3), rng.uniform(.8, 1.2)
        foot = horizon * share + .065 * np.sin(xs * 5.2 * bend + phase) + .02 * np.sin(xs * 13 + phase)
        colour = paint(tone)
        for x0, x1, y0, y1 in zip(xs, xs[1:], foot, foot[1:]):
            strength = alpha * (.65 + .35 * np.sin(x0 * 9 + phase))
            canvas.strip([(x0, y0), (x1, y1), (x1, y1 - tall), (x0, y0 - tall)], fading(y0 - tall, y0, colour, 0, strength))
            canvas.strip([(x0, y0), (x1, y1), (x1, y1 + _SPILL), (x0, y0 + _SPILL)], fading(y0, y0 + _SPILL, colour, strength, 0))


def orb_place(scene, rng, horizon):
    """Where the sun or the moon stands: on a third, near the horizon when the light is low."""
    side = scene.sides["moon" if "moon" in scene.things else "sun"]
    x = rng.uniform(.24, .38)
    low = "sun" in scene.things and scene.light in ("sunset", "sunrise", "golden hour")
    return x if side == "left" else 1 - x, horizon * (rng.uniform(.58, .80) if low else rng.uniform(.26, .44))


def draw_sun(canvas, palette, x, y, rng):
    low = palette.is_low
    radius = rng.uniform(.085, .105) if low else rng.uniform(.064, .076)
    canvas.glow(x, y, .95, palette.glow, _BLUSH.get(palette.light, .3))
    canvas.glow(x, y, .36, palette.glow, .55)
    canvas.circle(x, y, radius * 1.65, palette.glow, .18)
    canvas.circle(x, y, radius * 1.3, palette.glow, .28)
    canvas.circle(x, y, radius, mix(palette.glow, paint("#fffdf0"), .55))


def draw_moon(canvas, palette, x, y, rng):
    radius = rng.uniform(.066, .082)
    face, shadow = paint("#f8f5e6"), paint("#d4d6da")
    canvas.glow(x, y, .55, palette.glow, .40)
    canvas.glow(x, y, .22, palette.glow, .50)
    canvas.circle(x, y, radius, face)
    for dx, dy, size in ((-.35, -.25, .26), (.30, .15, .20), (-.15, .45, .15)):
        canvas.circle(x + dx * radius, y + dy * radius, size * radius, shadow)


def draw_clouds(canvas, palette, rng, horizon, orb_x):
    """Three drifting clouds, far ones small and flat; under a storm a bank along the top."""
    if palette.light == "storm":
        return _draw_bank(canvas, palette, rng)
    flat = palette.light in ("sunset", "sunrise", "blue hour")
    clear = 1 if orb_x is not None and orb_x < .5 else -1       # the largest leaves the orb alone
    for nearness, x, height in ((.15, .5 - .30 * clear, .80), (.5, .5 + .02 * clear, .62), (1, .5 + .26 * clear, .30)):
        x += rng.uniform(-.07, .07)
        y = horizon * height + rng.uniform(-.02, .02)
        width = .18 + .26 * nearness + rng.uniform(0, .05)
        if flat:
            _draw_streak(canvas, palette, x, y, width * 1.35)
        else:
            draw_cloud(canvas, palette, rng, (x, y), width, .45 * (1 - nearness))


def draw_cloud(canvas, palette, rng, at, width, haze):
    """Round heaps on a flat base: shaded below, lit above, with a bright edge towards the light."""
    (x, base), sky = at, palette.sky[1]
    lit, shade = mix(palette.cloud_lit, sky, haze), mix(palette.cloud_shade, sky, haze)
    offsets = np.array((-.36, -.17, .04, .22, .38))
    radii = width * np.array((.12, .19, .235, .17, .11)) * rng.uniform(.88, 1.12, 5)
    heaps = rounds([(x + o * width * -palette.side, base - .55 * r, r) for o, r in zip(offsets, radii)])
    with canvas.inside([(-1, -1), (2, -1), (2, base), (-1, base)]):
        canvas.rimmed(heaps, vertical(base - .34 * width, base, lit, mix(lit, shade, .35), shade), mix(lit, paint("#ffffff"), .35),
                      (-palette.side * .012, .014))
        puff = rounds([(x + o * width * -palette.side, base - .30 * r, .62 * r) for o, r in zip(offsets[:3], radii[:3])])
        canvas.shape(puff, vertical(base - .24 * width, base, mix(lit, shade, .15), shade), .8)


def _draw_streak(canvas, palette, x, y, width):
    """A long evening cloud: lens upon lens, its belly catching the light."""
    for dx, dy, share, thick in ((.10, -.022, .55, .014), (0, 0, 1, .019), (-.14, .022, .60, .011)):
        left, right = x + dx * width - share * width / 2, x + dx * width + share * width / 2
        canvas.oval((left + right) / 2, y + dy, share * width / 2, thick, vertical(y + dy - thick, y + dy + thick, palette.cloud_shade,
                                                                                    palette.cloud_lit))


def _draw_bank(canvas, palette, rng):
    """Heavy heaps hanging from the top of the paper, darker the higher."""
    for level, radius, share in ((.15, .115, .45), (.07, .13, 0)):
        colour = mix(palette.cloud_shade, palette.cloud_lit, share)
        shift = rng.uniform(-.06, .06)
        heaps = rounds([(x + shift, level + .018 * (i % 3), radius * (1.1, .9, 1)[i % 3]) for i, x in enumerate(np.linspace(-.05, 1.05, 8))])
        canvas.shape(heaps, vertical(level - .1, level + radius, palette.cloud_shade, mix(colour, palette.cloud_lit, .3)))
    canvas.box(0, 0, 1, .08, palette.cloud_shade)


def draw_rain(canvas, palette):
    """Slanting streaks in even rows."""
    drop = mix(palette.glow, palette.haze, .3)
    for row in range(5):
        for column in range(7):
            x, y = (column + .5 * (row % 2) + .35) / 7, (row + .25) / 5
            canvas.line([(x, y), (x - .028, y + .085)], .0045, drop, .30)


def draw_bolt(canvas, palette, rng, horizon):
    x = rng.uniform(.25, .75)
    ys = np.linspace(.14, horizon, 7)
    xs = x + np.array((0, .035, -.005, .045, .01, .05, .03)) * (1 if rng.random() < .5 else -1)
    canvas.glow(x, horizon * .55, .42, palette.glow, .45)
    canvas.line(list(zip(xs, ys)), .012, paint("#fffbe0"))
    canvas.line([(xs[3], ys[3]), (2 * xs[3] - xs[4] + .03, ys[4]), (2 * xs[3] - xs[4] + .02, ys[5])], .007, paint("#fffbe0"))


def draw_mist(canvas, palette, y, thick, strength):
    """A bank of haze that lies across the picture."""
    canvas.box(0, y - thick, 1, y, fading(y - thick, y, palette.haze, 0, strength))
    canvas.box(0, y, 1, y + thick * .7, fading(y, y + thick * .7, palette.haze, strength, 0))
