"""The feed page: every post as a reader of its network would see it, to be looked at."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from jinja2 import Environment, FunctionLoader, Template, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ..rendering.marking import marked
from . import bluesky_accounts
from .bluesky_text import faceted
from .little_text import is_cut
from .posts import Post, order, stamp
from .request import world_of
from .world import World
from .x import handle

TITLES = {"x": "X", "linkedin": "LinkedIn", "mastodon": "Mastodon", "bluesky": "Bluesky"}
MARKS = {"x": "X", "linkedin": "in", "mastodon": "m", "bluesky": "b"}
HUES = (205, 228, 262, 292, 325, 348, 172, 190)
"""Of the avatars' colours, in degrees."""
PAGE = 30
"""Posts shown of one network; older ones are a link away."""


async def feed(request: Request) -> Response:
    """A column a network, newest first; `?network=x` shows one, `&before=` goes further back."""
    world, asked = world_of(request), request.query_params
    names = [asked["network"]] if asked.get("network") in TITLES else list(TITLES)
    live = [post for post in world.posts() if post.removed_at is None]
    columns = [_column(world, name, live, asked.get("before", "")) for name in names]
    return _page(columns=columns, total=len(live), chosen=asked.get("network", ""), world=world)


async def single(request: Request) -> Response:
    """One post at its own address."""
    world = world_of(request)
    post = _found(world, request.path_params["platform"], request.path_params["id"])
    if post is None:
        return _page(404, columns=[], total=0, world=world, missing=True)
    return _page(columns=[{"name": post.platform, "cards": [_card(world, post)]}], total=1, world=world, alone=True)


def _found(world: World, platform: str, name: str) -> Post | None:
    """A post by its id, or by the last part of it, which is all of a Bluesky address that is short enough to show."""
    alike = (post.id for post in world.posts(platform) if post.id.endswith(f"/{name}"))
    return world.post(platform, name) or world.post(platform, next(alike, ""))


def _column(world: World, name: str, live: list[Post], before: str) -> dict[str, Any]:
    mine = [post for post in live if post.platform == name]
    newest = (post for post in reversed(mine) if not before or order(post.id) < order(before))
    shown = list(islice(newest, PAGE + 1))
    older = shown[PAGE - 1].id if len(shown) > PAGE else ""
    return {"name": name, "cards": [_card(world, post) for post in shown[:PAGE]], "count": len(mine), "older": older}


def _card(world: World, post: Post) -> dict[str, Any]:
    name = world.name_of(post.account)
    return {
        "post": post,
        "name": name,
        "handle": _handle(post),
        "initials": "".join(word[0] for word in name.split()[:2]).upper(),
        "hue": HUES[hashlib.sha256(name.encode()).digest()[0] % len(HUES)],
        "at": stamp(post.created_at),
        "time": _in_words(post.created_at),
        "words": shown(post),
        "lost": post.platform == "linkedin" and is_cut(post.wrote),
    }


def shown(post: Post) -> Markup:
    """A post's words as a reader of its network sees them."""
    return faceted(post) if post.platform == "bluesky" else marked(post.text)


def _handle(post: Post) -> str:
    if post.platform == "linkedin":
        return "Organisation" if ":organization:" in post.author else "Member"
    if post.platform == "bluesky":
        return f"@{bluesky_accounts.handle(post.account)}"
    return f"@{handle(post.account)}" if post.platform == "x" else f"@{post.account}@sandbox"


def _in_words(moment: datetime) -> str:
    """Of the world's own clock; the page's script turns it into the reader's zone."""
    moment = moment.astimezone(UTC)
    return f"{moment:%A} {moment.day} {moment:%B %Y}, {moment:%H:%M} UTC"


def _page(status: int = 200, **parts: Any) -> Response:
    return HTMLResponse(_template().render(titles=TITLES, marks=MARKS, **parts), status)


@cache
def _template() -> Template:
    folder = files(__package__).joinpath("templates")
    loader = FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8"))
    environment = Environment(
        loader=loader, autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("feed.html")


ROUTES = [Route("/", feed), Route("/p/{platform}/{id:path}", single)]
