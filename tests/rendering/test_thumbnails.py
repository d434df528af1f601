"""Thumbnails: small, whole, and never more bytes than there is room for."""

from __future__ import annotations

import io

from PIL import Image

from campaign_scheduler.model.asset import Rendition
from campaign_scheduler.rendering.thumbnails import MOST, SIZES, thumbnails
from support.making import picture, rendition


def _noise(side: int) -> bytes:
    """The hardest there is to make small."""
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).save(out, "PNG")
    return out.getvalue()


def _made(data: bytes) -> Rendition:
    return rendition(data, "")


def test_a_picture_is_made_small_enough_and_keeps_its_shape() -> None:
    made = thumbnails({"wide": _made(picture((2400, 1200)))})["wide"]
    assert (made.width, made.height) == (SIZES[0][0], SIZES[0][0] // 2)
    assert len(made.data) <= MOST
    assert made.uri.startswith("data:image/webp;base64,")


def test_a_small_picture_is_not_blown_up() -> None:
    made = thumbnails({"small": _made(picture((64, 48)))})["small"]
    assert (made.width, made.height) == (64, 48)


def test_all_together_keep_to_the_room_that_there_is() -> None:
    made = thumbnails({str(number): _made(_noise(900)) for number in range(4)}, room=80_000)
    assert len(made) == 4
    assert sum(len(one.data) for one in made.values()) <= 80_000


def test_what_there_is_no_room_for_is_left_out() -> None:
    assert thumbnails({"noise": _made(_noise(900))}, room=500) == {}


def test_transparent_and_animated_pictures_are_taken_too() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 90, 0, 120)).save(out, "PNG")
    moving = io.BytesIO()
    frames = [Image.new("P", (50, 50), colour) for colour in (1, 2)]
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    made = thumbnails({"clear": _made(out.getvalue()), "moving": _made(moving.getvalue())})
    assert {(one.width, one.height) for one in made.values()} == {(50, 50)}
