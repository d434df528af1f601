"""The one pipeline that makes a picture fit a network."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from campaign_scheduler.model.asset import Asset
from campaign_scheduler.model.capabilities import Figure, ImageLimits
from campaign_scheduler.rendering import ImageFitter, PictureError
from campaign_scheduler.rendering.pictures import fit
from support.making import bomb

TODAY = date(2026, 11, 22)


def limits(size: int = 5_000_000, formats: tuple[str, ...] = ("PNG", "JPEG"), pixels: int | None = None) -> ImageLimits:
    return ImageLimits(
        Figure(4, "", TODAY),
        Figure(size, "", TODAY),
        Figure(formats, "", TODAY),
        None if pixels is None else Figure(pixels, "", TODAY),
    )


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def noisy(size: tuple[int, int]) -> Image.Image:
    return Image.effect_noise(size, 90).convert("RGB")


def test_location_and_camera_are_stripped_and_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    image = Image.new("RGB", (80, 40), "red")
    ImageDraw.Draw(image).rectangle((0, 0, 39, 39), fill="blue")
    made = fit(saved(image, "JPEG", exif=exif, quality=95), limits())
    assert b"SecretCamera" not in made.data
    assert not opened(made.data).getexif()
    assert (made.width, made.height) == (40, 80)
    red, _, blue = opened(made.data).convert("RGB").getpixel((20, 10))  # type: ignore[misc]
    assert blue > 200 > red


def test_text_chunks_of_a_png_are_stripped() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "A. Nonymous")
    made = fit(saved(Image.new("RGB", (40, 40), "green"), "PNG", pnginfo=info), limits())
    assert b"Nonymous" not in made.data
    assert made.format == "PNG"


def test_artwork_stays_png_while_it_fits_and_shrinks_only_when_it_must() -> None:
    content = saved(noisy((400, 400)), "PNG")
    assert fit(content, limits()).format == "PNG"
    small = fit(content, limits(size=150_000))
    assert small.format == "JPEG"
    assert len(small.data) <= 150_000
    assert (small.width, small.height) == (400, 400)


def test_too_many_pixels_are_scaled_down() -> None:
    made = fit(saved(Image.new("RGB", (1000, 500)), "PNG"), limits(pixels=20_000))
    assert made.width * made.height <= 20_000
    assert abs(made.width / made.height - 2) < 0.05


def test_cmyk_becomes_rgb() -> None:
    made = fit(saved(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG"), limits())
    image = opened(made.data)
    assert image.mode == "RGB"
    red, green, blue = image.getpixel((5, 5))  # type: ignore[misc]
    assert red > 200 and green < 60 and blue < 60


def test_a_colour_profile_is_applied_and_left_out() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = fit(saved(Image.new("RGB", (40, 40), (10, 200, 30)), "PNG", icc_profile=profile), limits())
    image = opened(made.data)
    assert "icc_profile" not in image.info
    assert all(abs(a - b) <= 2 for a, b in zip(image.convert("RGB").getpixel((5, 5)), (10, 200, 30), strict=True))  # type: ignore[arg-type]


def test_sixteen_bits_become_eight() -> None:
    made = fit(saved(Image.new("I;16", (20, 20), 65535), "PNG"), limits())
    image = opened(made.data).convert("RGB")
    assert image.getpixel((5, 5)) == (255, 255, 255)


def test_transparency_survives_in_png_and_lies_on_white_in_jpeg() -> None:
    content = saved(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")
    assert opened(fit(content, limits()).data).mode == "RGBA"
    assert opened(fit(content, limits(formats=("JPEG",))).data).getpixel((5, 5)) == (255, 255, 255)


def test_webp_is_turned_into_what_the_network_takes() -> None:
    made = fit(saved(Image.new("RGB", (20, 20), "teal"), "WEBP", lossless=True), limits(formats=("PNG", "JPEG", "GIF")))
    assert made.format in ("PNG", "JPEG")


KINDS = {
    "AVIF": lambda: saved(noisy((300, 200)), "AVIF"),
    "CMYK JPEG": lambda: saved(noisy((300, 200)).convert("CMYK"), "JPEG"),
    "palette GIF": lambda: saved(noisy((300, 200)).convert("P"), "GIF"),
    "one bit PNG": lambda: saved(Image.new("1", (300, 200), 1), "PNG"),
    "grey PNG with alpha": lambda: saved(Image.new("LA", (300, 200), (10, 100)), "PNG"),
    "one pixel": lambda: saved(Image.new("RGB", (1, 1), "red"), "PNG"),
    "a strip": lambda: saved(Image.new("RGB", (20_000, 3), "blue"), "PNG"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_a_person_brings_is_made_to_fit_and_always_alike(kind: str) -> None:
    content = KINDS[kind]()
    made = fit(content, limits(size=150_000))
    assert len(made.data) <= 150_000
    assert opened(made.data).size == (made.width, made.height)
    assert made.format in ("PNG", "JPEG")
    assert fit(content, limits(size=150_000)).data == made.data


@pytest.mark.slow
def test_a_hundred_megapixels_are_made_to_fit() -> None:
    content = saved(Image.new("RGB", (10_000, 10_000), (10, 200, 30)), "PNG")
    made = fit(content, limits(size=2_000_000, formats=("JPEG",), pixels=36_152_319))
    assert made.width * made.height <= 36_152_319
    assert len(made.data) <= 2_000_000


def animation() -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


def test_an_animation_is_kept_whole_or_refused() -> None:
    assert fit(animation(), limits(formats=("GIF", "PNG"))).data == animation()
    with pytest.raises(PictureError, match="does not take this animation"):
        fit(animation(), limits())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "picture-empty"),
        (b"plain text, not a picture", "picture-kind"),
        (b"%PDF-1.7 a page", "picture-kind"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "picture-kind"),
        (saved(Image.new("RGB", (20, 20)), "TIFF"), "picture-kind"),
        (saved(noisy((100, 100)), "PNG")[:2000], "picture-damaged"),
        (saved(noisy((100, 100)), "JPEG")[:1500], "picture-damaged"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_remedy(content: bytes, code: str) -> None:
    with pytest.raises(PictureError) as caught:
        fit(content, limits())
    assert caught.value.code == code
    assert caught.value.remedy


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(PictureError) as caught:
        fit(bomb(), limits())
    assert caught.value.code == "picture-bomb"


def test_the_same_picture_gives_the_same_bytes() -> None:
    content = saved(noisy((200, 200)), "JPEG", quality=90)
    assert fit(content, limits(size=9_000)).data == fit(content, limits(size=9_000)).data


def asset(path: Path, content: bytes) -> Asset:
    path.write_bytes(content)
    return Asset(path, f"media/{path.name}", hashlib.sha256(content).hexdigest(), "alt", "media/alt.csv:2")


def test_a_finished_picture_is_remembered_and_a_damaged_memory_is_made_anew(tmp_path: Path) -> None:
    one = asset(tmp_path / "a.png", saved(noisy((50, 50)), "PNG"))
    first = ImageFitter(tmp_path / "cache").fit(one, limits())
    data = first.read()
    assert hashlib.sha256(data).hexdigest() == first.sha256
    (tmp_path / "cache" / first.sha256).write_bytes(b"damaged")
    again = ImageFitter(tmp_path / "cache").fit(one, limits())
    assert again.read() == data


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    one = asset(tmp_path / "a.png", saved(Image.new("RGB", (20, 20)), "PNG"))
    made = ImageFitter(tmp_path / "cache").fit(one, limits())
    assert hashlib.sha256(made.read()).hexdigest() == made.sha256


def deep(depth: int, kind: int, row: bytes, size: tuple[int, int]) -> bytes:
    """A PNG of sixteen bits a channel, which Pillow itself does not write in colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", *size, depth, kind, 0, 0, 0)
    body = zlib.compress((b"\x00" + row) * size[1])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_sixteen_bits_in_colour_become_eight() -> None:
    red = struct.pack(">HHH", 65535, 257, 0) * 20
    assert opened(fit(deep(16, 2, red, (20, 20)), limits()).data).getpixel((5, 5)) == (255, 1, 0)
    clear = struct.pack(">HHHH", 65535, 0, 0, 0) * 20
    assert opened(fit(deep(16, 6, clear, (20, 20)), limits()).data).getpixel((5, 5)) == (255, 0, 0, 0)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_colours_are_converted_out_of_any_profile(kind: str) -> None:
    """A profile whose red and green are changed for each other: what it calls red is green to a reader."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"____", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"____", b"gXYZ", 1)
    made = fit(saved(Image.new("RGB", (40, 40), (255, 0, 0)), kind, icc_profile=swapped), limits())
    red, green, blue = opened(made.data).convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert green > 240 and red < 40 and blue < 40
    assert "icc_profile" not in opened(made.data).info


def exif() -> Image.Exif:
    made = Image.Exif()
    made[0x010F] = "SecretCamera"
    made.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    return made


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_metadata_is_stripped_from_every_kind(kind: str) -> None:
    xmp = {} if kind == "PNG" else {"xmp": b"<x:xmpmeta>SecretPlace</x:xmpmeta>"}
    content = saved(noisy((60, 40)), kind, exif=exif(), **xmp)
    assert b"SecretCamera" in content
    for formats in (("PNG", "JPEG"), ("JPEG",)):
        made = fit(content, limits(formats=formats))
        assert b"Secret" not in made.data
        assert not {"exif", "xmp", "photoshop", "comment", "XML:com.adobe.xmp"} & set(opened(made.data).info)


def test_an_animation_loses_its_comments_and_nothing_else() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    options = {"save_all": True, "append_images": frames[1:], "loop": 2, "duration": 90}
    spoken = saved(frames[0], "GIF", comment=b"SecretPlace", **options)
    block = b"\x21\xff\x0bXMP DataXMP" + b"\x03abc" + b"\x00"
    spoken = spoken[:-1] + block + b"\x3b" + b"trailing SecretPlace"
    made = opened(fit(spoken, limits(formats=("GIF",))).data)
    assert b"Secret" in spoken
    assert not {"comment"} & set(made.info)
    assert (made.n_frames, made.info["loop"], made.info["duration"]) == (3, 2, 90)  # type: ignore[attr-defined]
    assert b"Secret" not in fit(spoken, limits(formats=("GIF",))).data
    assert b"XMP" not in fit(spoken, limits(formats=("GIF",))).data


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_animations_are_refused_aloud(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    with pytest.raises(PictureError, match="does not take this animation"):
        fit(saved(frames[0], kind, save_all=True, append_images=frames[1:]), limits(formats=("PNG", "GIF", "WEBP")))


WHOLE = {kind: saved(noisy((24, 16)), kind, exif=exif()) for kind in ("PNG", "JPEG", "WEBP", "AVIF")} | {
    "GIF": saved(noisy((24, 16)).convert("P"), "GIF"),
    "animation": animation(),
}


@settings(max_examples=250, deadline=None)
@given(
    kind=st.sampled_from(sorted(WHOLE)),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), min_size=1, max_size=4),
)
def test_a_damaged_picture_fits_or_is_refused_and_never_more(kind: str, cuts: list[tuple[float, bytes]]) -> None:
    content = bytearray(WHOLE[kind])
    for place, data in cuts:
        at = int(place * len(content))
        content[at : at + len(data)] = data
    try:
        made = fit(bytes(content), limits(formats=("PNG", "JPEG", "GIF")))
    except PictureError as error:
        assert error.remedy
    else:
        assert opened(made.data).size == (made.width, made.height)
        assert fit(bytes(content), limits(formats=("PNG", "JPEG", "GIF"))).data == made.data


def test_another_fitters_cache_is_read_and_never_written(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(saved(Image.new("RGB", (40, 30), "teal"), "PNG"))
    asset = Asset(path, "media/a.png", hashlib.sha256(path.read_bytes()).hexdigest(), "Teal", "")
    known, own = tmp_path / "known", tmp_path / "own"
    made = ImageFitter(known).fit(asset, limits())
    kept = sorted(known.iterdir())
    reader = ImageFitter(own, known=known)
    assert reader.fit(asset, limits()).read() == made.read()
    assert not own.exists()
    reader.fit(asset, limits(pixels=100))
    assert list(own.iterdir())
    assert sorted(known.iterdir()) == kept
