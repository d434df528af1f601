"""The pack for partners as a value: what goes into its HTML and its Word file, and what comes back from either."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .articles import name_articles, word_count
from .document import Link, Text
from .draft import Article, Draft, Found, Resource, Shown
from .limits import MB, Limits, Refused
from .links import hashtags_in, links_of
from .vault import Vault

MARK = "campaign-scheduler-pack-1"
"""In the Word file's keywords and the page's data: this pack may be read word for word."""
DATA = re.compile(r'<script type="application/json" id="campaign-scheduler-pack">(.*?)</script>', re.DOTALL)
ANYWHERE = "Any network"


@dataclass(slots=True)
class PackPicture:
    """`path` is the file to put in."""

    path: Path
    alt: str = ""


@dataclass(slots=True)
class PackPost:
    """One caption for one network, or any."""

    words: str
    platform: str = ""
    language: str = ""
    hashtags: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    address: str = ""
    when: str = ""
    pictures: list[PackPicture] = field(default_factory=list)


@dataclass(slots=True)
class PackArticle:
    """`body` is Markdown."""

    title: str
    body: str
    pictures: list[PackPicture] = field(default_factory=list)


@dataclass(slots=True)
class Pack:
    """Everything the next organisation gets."""

    name: str
    posts: list[PackPost]
    articles: list[PackArticle]
    resources: list[tuple[str, str]] = field(default_factory=list)


def data_of(pack: Pack) -> str:
    """The pack as JSON that may stand inside a page."""
    text = json.dumps({"mark": MARK, **asdict(pack)}, ensure_ascii=False, default=_picture_bytes)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _picture_bytes(value: object) -> object:
    if isinstance(value, Path):
        return {"name": value.name, "bytes": base64.b64encode(value.read_bytes()).decode()}
    raise TypeError(type(value).__name__)


def read_pack_page(path: Path, name: str, vault: Vault, limits: Limits) -> Found:
    """What a pack's page holds. Raises Refused for any other page."""
    if path.stat().st_size > limits.file_mb * MB:
        raise Refused(f"it is larger than {limits.file_mb} MB", "Ask for the Word file of the pack.")
    found = DATA.search(path.read_text(encoding="utf-8", errors="replace"))
    try:
        data = json.loads(found[1]) if found else {}
    except ValueError:
        data = {}
    if data.get("mark") != MARK:
        raise Refused("it is a web page, and no pack that this program made", "Ask for the Word file.")
    return _found(data, name, vault)


def _found(data: dict[str, Any], name: str, vault: Vault) -> Found:
    found = Found()
    for order, post in enumerate(data["posts"], 1):
        found.drafts.append(_draft(post, name, order, vault))
    for article in data["articles"]:
        title, body = str(article["title"]), str(article["body"])
        media = [_shown(one, vault) for one in article["pictures"]]
        made = Article(name, "", title, body, media=media, words=word_count(body), source="the pack")
        found.articles.append(made)
    found.resources = [Resource(name, str(one[0]), str(one[1]), source="the pack") for one in data["resources"]]
    name_articles(found.articles)
    return found


def _draft(post: dict[str, Any], name: str, order: int, vault: Vault) -> Draft:
    hidden = [Link(str(one["text"]), str(one["url"]), int(one["start"])) for one in post["links"]]
    links = [(one.text, one.url) for one in links_of(Text(str(post["words"]), tuple(hidden)))]
    if post["address"]:
        links.append((str(post["address"]), str(post["address"])))
    draft = Draft(name, order, str(post["words"]), post["platform"] or None, post["language"] or None, unit=order)
    draft.hashtags, draft.field_tags = _hashtags(draft.caption, post["hashtags"])
    draft.links = links
    draft.media = [_shown(one, vault) for one in post["pictures"]]
    draft.date, draft.source, draft.reason = str(post["when"]), f"post {order}", "the pack says so"
    return draft


def _hashtags(words: str, more: Sequence[str]) -> tuple[list[str], list[str]]:
    inside = hashtags_in(words)
    extra = [str(one) for one in more if one not in inside]
    return [*inside, *extra], extra


def _shown(picture: dict[str, Any], vault: Vault) -> Shown:
    content = base64.b64decode(picture["path"]["bytes"], validate=True)
    return Shown(vault.keep([content]), str(picture["alt"]), name=str(picture["path"]["name"]))
