"""Colours live in OKLab, where a straight mix of two paints looks like one (Ottosson 2020)."""

import functools

import numpy as np

_RGB_TO_LMS = np.array([[0.4122214708, 0.5363325363, 0.0514459929],
                        [0.2119034982, 0.6806995451, 0.1073969566],
                        [0.0883024619, 0.2817188376, 0.6299787005]])
_LMS_TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468],
                        [1.9779984951, -2.4285922050, 0.4505937099],
                        [0.0259040371, 0.7827717662, -0.8086757660]])
_LMS_TO_RGB = np.linalg.inv(_RGB_TO_LMS)
_LAB_TO_LMS = np.linalg.inv(_LMS_TO_LAB)
_TO_LMS, _TO_RGB = _LAB_TO_LMS.tolist(), _LMS_TO_RGB.tolist()


@functools.cache
def paint(code):
    """The OKLab vector of a designer's "#rrggbb"."""
    srgb = np.array([int(code[i:i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return _LMS_TO_LAB @ np.cbrt(_RGB_TO_LMS @ linear)


def lch(lightness, chroma, hue):
    """A paint from lightness 0..1, chroma 0..0.3 and hue in degrees."""
    angle = np.radians(hue)
    return np.array([lightness, chroma * np.cos(angle), chroma * np.sin(angle)])


def mix(first, second, share):
    """`share` of the second paint stirred into the first."""
    return first + (second - first) * share


def relight(colour, lightness=1.0, chroma=1.0):
    """The same hue, brighter or darker, purer or greyer."""
    return colour * np.array([lightness, chroma, chroma])


def argb(colour, alpha=1.0):
    """The 32-bit number that Skia draws with. Plain floats: called a thousand times a picture, arrays of three would cost half of it."""
    lightness, a, b = colour.tolist()
    long, middle, short = ((m[0] * lightness + m[1] * a + m[2] * b) ** 3 for m in _TO_LMS)
    code = int(255 * alpha + .5)
    for m in _TO_RGB:
        linear = min(1.0, max(0.0, m[0] * long + m[1] * middle + m[2] * short))
        srgb = linear * 12.92 if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
        code = code << 8 | int(255 * srgb + .5)
    return code
