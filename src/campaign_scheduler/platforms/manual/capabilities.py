"""The limits of networks that people post to by hand, as far as they are published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from urllib.parse import urlsplit

import regex

from ...model.capabilities import Capabilities, Figure, Handover, ImageLimits, Reading, Removing, TextLimit, as_written
from ..kit.counting import utf16_units

READ = date(2026, 11, 22)
GRAPH = "developers.facebook.com, pages-api"
MANY = "widely said; not in the vendor's present documentation"
INSTAGRAM = "developers.facebook.com, instagram-platform/content-publishing"
THREADS = "developers.facebook.com, docs/threads/posts"
UNPUBLISHED = "none is published; a cautious figure of our own"
OWN = "a figure of our own: what a person can be expected to paste, and a mail to carry"

FORMATS = ("PNG", "JPEG")
REMINDERS = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=3), timedelta(days=7))
NOT_READABLE = "a person posted it by hand, where this program cannot look"
BY_HAND = "Ask the person who posted it to take it down there."

_HASHTAG = regex.compile(r"(?<![\w/&#])#(?=\w*\p{L})\w+")
_MENTION = regex.compile(r"(?<![\w@/.])@\w[\w.]*")


def hashtags(text: str) -> int:
    """How many hashtags there are."""
    return len(_HASHTAG.findall(text))


def mentions(text: str) -> int:
    """How many profiles are named."""
    return len(_MENTION.findall(text))


def _figure(value: int, source: str) -> Figure[int]:
    return Figure(value, source, READ)


def _images(count: int, size: int, source: str, least: int = 0) -> ImageLimits:
    needed = _figure(least, source) if least else None
    return ImageLimits(_figure(count, source), _figure(size, source), Figure(FORMATS, source, READ), min_count=needed)


TEXTS = {
    "facebook": (TextLimit(_figure(63_206, MANY), "characters", utf16_units),),
    "instagram": (
        TextLimit(_figure(2_200, INSTAGRAM), "characters", utf16_units),
        TextLimit(_figure(30, INSTAGRAM), "hashtags", hashtags),
        TextLimit(_figure(20, INSTAGRAM), "mentions", mentions),
    ),
    "threads": (TextLimit(_figure(500, THREADS), "characters", utf16_units),),
}
IMAGES = {
    "facebook": _images(10, 4 * 1024 * 1024, GRAPH),
    "instagram": _images(10, 8 * 1024 * 1024, INSTAGRAM, least=1),
    "threads": _images(20, 8 * 1024 * 1024, THREADS),
}
ANY_TEXT = (TextLimit(_figure(100_000, OWN), "characters", utf16_units),)
ANY_IMAGES = _images(20, 5 * 1024 * 1024, OWN)


def network(options: Mapping[str, str]) -> str:
    """Where it is to be posted, as the account says."""
    return options.get("network", "").strip()


def capabilities(options: Mapping[str, str]) -> Capabilities:
    """What the network that the account names takes; generous where it is not known."""
    named = network(options)
    kind = named.lower().removesuffix(" page").strip()
    return Capabilities(
        platform="manual",
        title=f"{named} (by hand)" if named else "By hand",
        texts=TEXTS.get(kind, ANY_TEXT),
        alt=TextLimit(_figure(1_000, UNPUBLISHED), "characters", utf16_units),
        images=IMAGES.get(kind, ANY_IMAGES),
        required_options=("network", "person"),
        option_examples={"network": "Facebook", "person": "Sam"},
        aliases=("by hand", "a person"),
        reading=Reading(possible=False, by_itself=False, why_not=NOT_READABLE),
        removing=Removing(possible=False, by_hand=BY_HAND),
        articles=kind not in TEXTS,
        handover=Handover(REMINDERS),
        id_in=as_written,
        check_options=wrong_options,
    )


def wrong_options(options: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """`notify` in the file is the place of an address in CAMPAIGN_NOTIFY, or an address without anything secret."""
    given = options.get("notify", "").strip()
    if not given or given.isdigit():
        return
    if "://" not in given:
        yield (
            "notify is neither an address nor the place of one.",
            "Write notify: 2 for the second address of CAMPAIGN_NOTIFY, or an address such as mailto://….",
        )
    elif not _is_open(given):
        yield (
            "notify may hold a password or a token, and this file must hold none.",
            "Take it out, and set CAMPAIGN_SECRETS__<account id>__notify to that address.",
        )


def _is_open(address: str) -> bool:
    """Mail through a relay, or a web hook, without a name or password in it."""
    parts = urlsplit(address)
    return (
        parts.scheme.lower() in ("mailto", "mailtos", "json", "jsons")
        and "@" not in parts.netloc
        and ("pass=" not in parts.query)
    )
