"""Whether an item's own picture is good enough for a card, and the part of it that is shown.

The bytes may come from anywhere; memory is bounded.

1. Look at the header only: kind of file, dimensions. What is too large, too small or too narrow is refused before it is decoded.
2. Decode the first frame (JPEG at reduced size), turn it as EXIF says, make it eight-bit sRGB, reduce it. Metadata, and with it
   the place where the photo was taken, does not survive.
3. Refuse what is no photograph: transparent, of one colour, or of a few flat colours, as logos are.
"""

import contextlib
import io
import warnings
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from phrases import phrase

MOST_BYTES = 30_000_000
MOST_PIXELS = 24_000_000
"""Decoded whole: some 200 MB at the worst."""
MOST_PIXELS_JPEG = 50_000_000
"""Decoded at a half, a quarter or an eighth."""
SHORTEST_SIDE = 400
LONGEST_SIDE = 2000
"""What a photo is reduced to: enough for the largest card, 1080 × 1920."""
WIDEST = 3.0
"""Longer than this many times its height (or the other way round), a picture is a banner or a column."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
SAMPLE = 96
"""Side of the small copy that is judged."""
ONE_COLOUR = 0.6
"""Share of the small copy in one colour from which it is a logo or a screen of text."""
FEW = 6
FEW_COLOURS = 0.85
"""Share of the small copy in its six commonest colours from which it is drawn and flat."""
LEAST_SPREAD = 10.0
"""Standard deviation of brightness (0 to 255) of a picture that shows something."""
MOST_TRANSPARENT = 0.02
TOP_SHARE = 0.3
"""Of what is cut off in height, at most this much comes off the top: heads are there."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Photo:
    """`picture`: RGB in sRGB, upright, at most 2,000 pixels long. `width`, `height`: its own, in pixels."""

    picture: Image.Image

    @property
    def width(self) -> int:
        return self.picture.width

    @property
    def height(self) -> int:
        return self.picture.height

    def to_jpeg(self) -> bytes:
        """Encode the picture as JPEG to be kept in the media store: without metadata."""
        return jpeg_of(self.picture, 90)

    def cropped(self, width: int, height: int) -> Image.Image:
        """The part with the most in it, at exactly this size in pixels."""
        box = best_part(self.picture, width / height)
        return self.picture.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def jpeg_of(picture: Image.Image, quality: int) -> bytes:
    """The picture as JPEG, with its colours whole, and as small as JPEG makes it."""
    buffer = io.BytesIO()
    try:
        picture.save(buffer, "JPEG", quality=quality, subsampling=0, optimize=True)
    except OSError:
        # Of foliage, grain or a dithered GIF: more bytes than Pillow sets aside for a whole picture, as optimizing wants it.
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, subsampling=0)
    return buffer.getvalue()


def as_jpeg(content: bytes, judged: bool = True) -> bytes | str:
    """A good photo as it is kept, or why it is not good enough. For a bounded child: both of its values travel."""
    photo = open_photo(content, judged=judged)
    return photo if isinstance(photo, str) else photo.to_jpeg()


def open_photo(content: bytes, *, judged: bool = True) -> Photo | str:
    """The photo, or why it is not good enough; never raises. Extension and declared type play no part.

    `judged` false: a person chose it, so it may be a drawing or a poster; what is transparent is laid on white.
    """
    if not content:
        return phrase("media.photo.empty")
    if len(content) > MOST_BYTES:
        return phrase("media.photo.too-large", mb=MOST_BYTES // 1_000_000)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                return _refusal_by_header(opened) or _read(opened, judged=judged)
    except Image.DecompressionBombError:
        return phrase("media.photo.too-many-pixels")
    except UnidentifiedImageError:
        return phrase("media.photo.unreadable")
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError) as error:
        return phrase("media.photo.damaged", error=type(error).__name__)


def _refusal_by_header(opened: Image.Image) -> str:
    width, height = opened.size
    most = MOST_PIXELS_JPEG if opened.format == "JPEG" else MOST_PIXELS
    if width * height > most:
        return phrase("media.photo.too-many-pixels-of", width=width, height=height)
    if min(width, height) < SHORTEST_SIDE:
        return phrase("media.photo.too-small", width=width, height=height)
    if max(width, height) > WIDEST * min(width, height):
        return phrase("media.photo.too-narrow", width=width, height=height)
    return ""


def _read(opened: Image.Image, *, judged: bool) -> Photo | str:
    opened.seek(0)
    opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    opened.load()
    picture = _upright(opened)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    profile = opened.info.get("icc_profile")
    if not judged and picture.has_transparency_data:
        whole = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("RGB")
    elif _is_transparent(picture):
        return phrase("media.photo.transparent")
    picture = _eight_bit_rgb(picture, profile if isinstance(profile, bytes) else b"")
    return (_refusal_by_look(picture) if judged else "") or Photo(picture)


def _upright(opened: Image.Image) -> Image.Image:
    with contextlib.suppress(Exception):  # EXIF that cannot be read turns nothing
        return ImageOps.exif_transpose(opened)
    return opened.copy()


def _is_transparent(picture: Image.Image) -> bool:
    if not picture.has_transparency_data:
        return False
    small = picture.convert("RGBA").resize((SAMPLE, SAMPLE), Image.Resampling.BOX)
    return float(np.mean(np.asarray(small)[:, :, 3] < 250)) > MOST_TRANSPARENT


def _eight_bit_rgb(picture: Image.Image, profile: bytes) -> Image.Image:
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture).astype(np.float64)
        brightest = 65535.0 if values.max(initial=0.0) > 255 else 255.0
        picture = Image.fromarray(np.clip(values / brightest * 255, 0, 255).astype(np.uint8))
    if picture.mode not in {"RGB", "CMYK", "L"}:
        picture = picture.convert("RGB")
    if profile and picture.mode in {"RGB", "CMYK"}:
        # A profile that is broken or of another colour space says nothing: plain conversion then.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
            if converted is not None:
                return converted
    return picture.convert("RGB")


def _refusal_by_look(picture: Image.Image) -> str:
    small = picture.resize((SAMPLE, SAMPLE), Image.Resampling.BOX)
    pixels = np.asarray(small).astype(np.int64)
    if float(np.asarray(small.convert("L")).std()) < LEAST_SPREAD:
        return phrase("media.photo.one-colour")
    steps = pixels // 8
    _, counts = np.unique(steps[:, :, 0] * 1024 + steps[:, :, 1] * 32 + steps[:, :, 2], return_counts=True)
    counts = np.sort(counts)[::-1]
    if counts[0] > ONE_COLOUR * SAMPLE * SAMPLE or counts[:FEW].sum() > FEW_COLOURS * SAMPLE * SAMPLE:
        return phrase("media.photo.few-colours")
    return ""


def best_part(picture: Image.Image, aspect: float) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the largest part with this aspect (width / height) that holds the most edges.

    Sideways a middle place is slightly preferred; in height little comes off the top.
    """
    width, height = picture.size
    if width / height > aspect:
        wide = height * aspect
        start = _richest(_edges(picture).sum(axis=0), wide / width) * width
        return start, 0.0, start + wide, float(height)
    high = width / aspect
    start = _richest(_edges(picture).sum(axis=1), high / height) * height
    top = min(start, TOP_SHARE * (height - high))
    return 0.0, top, float(width), top + high


def _edges(picture: Image.Image) -> Floats:
    small = picture.convert("L").resize((SAMPLE, SAMPLE), Image.Resampling.BOX)
    down, across = np.gradient(np.asarray(small).astype(np.float64))
    return cast(Floats, np.hypot(down, across))


def _richest(profile: Floats, share: float) -> float:
    """Return where, as a share of the whole, the window of this share begins that has the most; near the middle among equals."""
    length = len(profile)
    size = max(1, min(length, round(share * length)))
    sums = np.convolve(profile + 1e-6, np.ones(size), "valid")
    places = np.arange(len(sums))
    away = np.abs(places - (length - size) / 2) / length
    best = int(np.argmax(sums * (1 - 0.35 * away)))
    return min(best / length, 1 - share)
