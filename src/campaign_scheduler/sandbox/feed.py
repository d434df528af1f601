"""The feed page: every post as a reader would see it, to be looked at."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from typing import Any

from jinja2 import Environment, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ..rendering.marking import marked
from .requests import world_of
from .world import Post

TITLES = {"x": "X", "linkedin": "LinkedIn", "mastodon": "Mastodon"}


def routes() -> list[Route]:
    """The pages, their pictures, and the number that tells a page to reload."""
    return [
        Route("/", feed),
        Route("/p/{platform}/{id:path}", single),
        Route("/_sandbox/media/{sha}", picture),
        Route("/_sandbox/count", count),
    ]


async def feed(request: Request) -> Response:
    posts = [post for post in reversed(world_of(request).posts()) if post.removed_at is None]
    columns = [
        (name, title, [_shown(post) for post in posts if post.platform == name]) for name, title in TITLES.items()
    ]
    return HTMLResponse(_template("feed.html").render(columns=columns, total=len(posts)))


async def single(request: Request) -> Response:
    post = world_of(request).post(request.path_params["platform"], request.path_params["id"])
    if post is None:
        return HTMLResponse("This post is not here.", 404)
    columns = [(post.platform, TITLES.get(post.platform, post.platform), [_shown(post)])]
    return HTMLResponse(_template("feed.html").render(columns=columns, total=1))


async def picture(request: Request) -> Response:
    data = world_of(request).blobs.get(request.path_params["sha"])
    return Response(data, media_type="image/*") if data else Response(status_code=404)


async def count(request: Request) -> Response:
    return JSONResponse(len(world_of(request).posts()))


def _template(name: str) -> Any:
    environment = Environment(autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files(__package__).joinpath("templates", name).read_text(encoding="utf-8"))


def _shown(post: Post) -> dict[str, object]:
    name = post.account.rpartition(":")[2].replace("_", " ").title()
    name = f"Organisation {name}" if post.account.startswith("urn:li:organization:") else name
    return {
        "post": post,
        "name": name,
        "initials": "".join(word[0] for word in name.split()[:2]).upper(),
        "time": _in_words(post.created_at),
        "words": marked(post.text),
    }


def _in_words(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%B %Y, %H:%M} UTC"
