"""Pictures from anywhere: what is good enough, what is refused and why, within bounded memory; and which part is shown."""

import io
import re
import struct
import tracemalloc
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw

from distributor.media.photo import Photo, as_jpeg, best_part, open_photo


def scene(width: int = 900, height: int = 600) -> Image.Image:
    """Something like a photograph: slow colours and much detail, always the same."""
    random = np.random.default_rng(7)
    y, x = np.mgrid[0:height, 0:width]
    colours = np.stack([x * 200 / width, y * 180 / height + 40, 220 - x * 150 / width], axis=2)
    return Image.fromarray(np.clip(colours + random.normal(0, 25, colours.shape), 0, 255).astype(np.uint8))


def encoded(picture: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def opened(content: bytes) -> Photo:
    photo = open_photo(content)
    assert isinstance(photo, Photo), photo
    assert photo.picture.mode == "RGB"
    return photo


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that says it is this large, and has next to nothing in it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "rỗng"),
    "no picture": (lambda: b"<html>404</html>" * 50, "không phải ảnh"),
    "script in vector": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "không phải ảnh"),
    "counting pixel": (lambda: encoded(Image.new("RGB", (1, 1)), "PNG"), r"quá nhỏ \(1 × 1\)"),
    "thumbnail of the portals": (lambda: encoded(scene(180, 108), "JPEG"), r"quá nhỏ \(180 × 108\)"),
    "bomb": (lambda: png_of_size(20_000, 20_000), "quá nhiều điểm ảnh"),
    "large": (lambda: png_of_size(8_000, 8_000), r"quá nhiều điểm ảnh \(8000 × 8000\)"),
    "banner": (lambda: encoded(scene(2000, 500), "JPEG"), "quá dài hoặc quá hẹp"),
    "column": (lambda: encoded(scene(450, 1800), "JPEG"), "quá dài hoặc quá hẹp"),
    "cut short": (lambda: encoded(scene(), "JPEG", quality=90)[:9_000], "hỏng hoặc thiếu"),
    "cut short PNG": (lambda: encoded(scene(), "PNG")[:90_000], "hỏng hoặc thiếu"),
    "one colour": (lambda: encoded(Image.new("RGB", (900, 600), (20, 90, 160)), "PNG"), "một màu"),
    "transparent": (
        lambda: encoded(Image.merge("RGBA", (*scene().split(), Image.new("L", (900, 600), 90))), "PNG"),
        "trong suốt",
    ),
}
"""How each is made, and what is said of it."""


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_and_says_why(name: str) -> None:
    make, reason = REFUSED[name]
    content = make()
    tracemalloc.start()
    refused = open_photo(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(refused, str)
    assert re.search(reason, refused), refused
    assert peak < 40_000_000


def test_refuses_a_logo() -> None:
    logo = Image.new("RGB", (800, 800), "white")
    draw = ImageDraw.Draw(logo)
    draw.ellipse((250, 250, 550, 550), fill=(200, 20, 30))
    draw.rectangle((330, 330, 470, 470), fill=(250, 220, 40))
    assert "biểu trưng" in str(open_photo(encoded(logo, "PNG")))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "BMP", "TIFF"])
def test_the_bytes_count_not_the_name(format: str) -> None:
    assert opened(encoded(scene(), format)).picture.size == (900, 600)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "TIFF"])
def test_more_detail_than_an_encoder_expects_is_no_fault_of_the_picture(kind: str) -> None:
    """Foliage, grain, a dithered GIF: a pixel of it takes more than a byte."""
    noise = np.random.default_rng(3).integers(0, 255, (900, 600, 3)).astype(np.uint8)
    picture = Image.fromarray(noise).convert("P" if kind == "GIF" else "RGB")
    kept = as_jpeg(encoded(picture, kind), judged=False)
    assert isinstance(kept, bytes), kept
    with Image.open(io.BytesIO(kept)) as shown:
        shown.load()
        assert (shown.format, shown.size) == ("JPEG", (600, 900))
    assert len(kept) > 600 * 900


@pytest.mark.parametrize(("kind", "mode"), [("GIF", "P"), ("WEBP", "RGB")])
def test_animations_show_their_first_frame(kind: str, mode: str) -> None:
    first = scene().quantize(128).convert("RGB")
    second = Image.new("RGB", first.size, "black").convert(mode)
    content = encoded(first.convert(mode), kind, save_all=True, append_images=[second], duration=100)
    shown = np.asarray(opened(content).picture).astype(int)
    assert np.abs(shown - np.asarray(first).astype(int)).mean() < 30


def test_print_colours_become_screen_colours() -> None:
    plain = opened(encoded(scene().convert("CMYK"), "JPEG", quality=95))
    assert np.abs(np.asarray(plain.picture).astype(int) - np.asarray(scene()).astype(int)).mean() < 30


def test_a_profile_is_applied_and_a_broken_one_ignored() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for broken in (b"no profile", profile):  # not one at all; one of another colour space
        assert opened(encoded(scene(), "PNG", icc_profile=broken)).picture.size == (900, 600)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    shown = opened(encoded(scene(), "PNG", icc_profile=srgb)).picture
    assert np.abs(np.asarray(shown).astype(int) - np.asarray(scene()).astype(int)).max() <= 2


def test_turned_as_the_camera_was_and_without_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    photo = opened(encoded(scene(), "JPEG", exif=exif))
    assert photo.picture.size == (600, 900)
    with Image.open(io.BytesIO(photo.to_jpeg())) as kept:
        assert not kept.getexif()


def test_sixteen_bits_a_channel() -> None:
    grey = np.asarray(scene().convert("L")).astype(np.uint16) * 257
    shown = opened(encoded(Image.fromarray(grey), "PNG")).picture.convert("L")
    assert np.abs(np.asarray(shown).astype(int) - np.asarray(scene().convert("L")).astype(int)).mean() < 3


def test_a_little_transparency_at_the_edge_is_a_photo() -> None:
    alpha = Image.new("L", (900, 600), 255)
    alpha.putpixel((0, 0), 0)
    assert opened(encoded(Image.merge("RGBA", (*scene().split(), alpha)), "PNG"))


def test_a_large_photo_is_reduced() -> None:
    photo = opened(encoded(scene(1200, 900).resize((6000, 4500)), "JPEG", quality=60))
    assert max(photo.picture.size) <= 2000


def test_the_part_with_something_in_it_is_shown_and_heads_stay_on() -> None:
    wide = Image.new("RGB", (1200, 400), (120, 130, 140))
    wide.paste(scene(300, 300), (850, 50))
    left, _, right, _ = best_part(wide, 1.0)
    assert left <= 850
    assert right >= 1150
    high = Image.new("RGB", (600, 1200), (120, 130, 140))
    high.paste(scene(500, 300), (50, 880))
    _, top, _, bottom = best_part(high, 1.0)
    assert top <= 0.3 * 600 + 1  # though all the detail is at the foot
    assert bottom - top == pytest.approx(600)
    assert Photo(wide).cropped(300, 500).size == (300, 500)
