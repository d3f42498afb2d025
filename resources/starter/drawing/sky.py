"""Above the horizon: gradient, stars, sun, moon, clouds with volume, rain, lightning."""

import numpy as np

from .canvas import vertical
from .colour import mix, paint


def draw_sky(canvas, palette, rng, horizon):
    canvas.box(0, 0, 1, 1, vertical(0, horizon, *palette.sky))
    if palette.is_dark:
        _draw_stars(canvas, rng, horizon)


def _draw_stars(canvas, rng, horizon):
    star = paint("#e8f0ff")
    for _ in range(16):
        x, height, size = rng.random(3)
        canvas.circle(x, height * horizon * .9, .0026 + .0030 * size ** 2, star, .9 - .5 * height)


def orb_place(scene, rng, horizon):
    """Where the sun or the moon stands: on a third, low at sunset."""
    side = scene.sides["moon" if "moon" in scene.things else "sun"]
    x = rng.uniform(.20, .36) if side == "left" else rng.uniform(.64, .80)
    low, high = (.48, .80) if scene.light == "sunset" and "sun" in scene.things else (.24, .50)
    return x, horizon * rng.uniform(low, high)


def draw_sun(canvas, palette, x, y, rng):
    sunset = palette.light == "sunset"
    radius = rng.uniform(.075, .095) if sunset else rng.uniform(.06, .075)
    canvas.glow(x, y, .46, palette.glow, .60)
    canvas.circle(x, y, radius * 1.7, palette.glow, .25)
    canvas.circle(x, y, radius, paint("#fff0b8") if sunset else paint("#fff6cc"))


def draw_moon(canvas, palette, x, y, rng):
    radius = rng.uniform(.060, .078)
    face, shadow = paint("#f4f2e4"), paint("#cfd2d8")
    canvas.glow(x, y, .34, palette.glow, .50)
    canvas.circle(x, y, radius, face)
    for dx, dy, size in ((-.35, -.25, .26), (.30, .15, .20), (-.15, .45, .15)):
        canvas.circle(x + dx * radius, y + dy * radius, size * radius, shadow)


def draw_clouds(canvas, palette, rng, horizon, orb_x, heavy):
    """A few drifting clouds, far ones small and flat; a storm adds a dark bank along the top."""
    if heavy:
        _draw_bank(canvas, palette, rng)
    for step in range(3):
        nearness = (step + .5) / 3
        width = .20 + .22 * nearness + rng.uniform(0, .06)
        x = (rng.uniform(.0, .35), rng.uniform(.65, 1.), rng.uniform(.35, .65))[step]
        if orb_x is not None and abs(x - orb_x) < .22:
            x = 1 - orb_x + rng.uniform(-.22, .22)
        y = horizon * mix(.78, .28, nearness) + rng.uniform(-.03, .03)
        draw_cloud(canvas, x, y, width, palette, rng, haze=.38 * (1 - nearness))


def draw_cloud(canvas, x, base, width, palette, rng, haze=0.0):
    """Round heaps on a flat base: the shaded mass first, then the lit tops pulled towards the light."""
    sky = palette.sky[1]
    lit, shade = mix(palette.cloud_lit, sky, haze), mix(palette.cloud_shade, sky, haze)
    offsets = np.linspace(-.36, .36, 5)
    radii = width * (.25 - 1.25 * offsets ** 2) * rng.uniform(.80, 1.20, 5)
    with canvas.clipped(-1, -1, 2, base):
        for fill, lift, scale in ((shade, 0, 1), (lit, -.020 - .03 * width, .90)):
            for offset, radius in zip(offsets, radii):
                canvas.circle(x + offset * width, base - radius * .45 + lift, radius * scale, fill)
    canvas.oval(x, base - width * .03, width * .44, width * .045, shade)


def _draw_bank(canvas, palette, rng):
    edge = .10 + .03 * rng.random()
    for fill, drop in ((palette.cloud_shade, .05), (mix(palette.cloud_shade, palette.cloud_lit, .35), 0)):
        for x in np.linspace(0, 1, 8):
            canvas.circle(x + rng.uniform(-.03, .03), drop - .02, edge * rng.uniform(.85, 1.25), fill)


def draw_rain(canvas, palette, rng):
    """Slanting streaks, and half the time a bolt."""
    drop = mix(palette.glow, palette.haze, .4)
    for _ in range(24):
        x, y, length = rng.uniform(-.05, 1.1), rng.random(), rng.uniform(.05, .09)
        canvas.line([(x, y), (x - length * .32, y + length)], .0042, drop, .30)


def draw_bolt(canvas, palette, rng, horizon):
    x, y = rng.uniform(.25, .75), .12
    points = [(x, y)]
    while y < horizon - .02:
        y += .075
        x += rng.choice((-1, 1)) * rng.uniform(.02, .045)
        points.append((x, y))
    canvas.glow(points[0][0], horizon * .6, .30, palette.glow, .35)
    canvas.line(points, .011, paint("#fff8dc"))
