"""The articles of a workspace: articles/<name>.md, with a title and pictures in their front matter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .captions import MediaReference
from .findings import Findings
from .yaml_source import Section, read_section

FOLDER = "articles"


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """`file` is relative to the workspace. `body` is Markdown, as written."""

    name: str
    file: str
    title: str
    body: str
    media: tuple[MediaReference, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleFolder:
    """Finds articles by name; reads only those that are asked for."""

    root: Path

    @property
    def names(self) -> list[str]:
        return sorted(path.stem for path in (self.root / FOLDER).glob("*.md"))

    def find(self, name: str) -> ArticleFile | None:
        """By name, or file name, in whatever capitals; None when there is none."""
        wanted = PurePosixPath(name.replace("\\", "/")).name.lower().removesuffix(".md")
        there = {path.stem.lower(): path for path in (self.root / FOLDER).glob("*.md")}
        return read_article(there[wanted]) if wanted in there else None


def read_article(path: Path) -> ArticleFile:
    """One article; without front matter its title is its file's name."""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").replace("\r\n", "\n").split("\n")
    front: Section | None = None
    if lines[0].rstrip() == "---" and "---" in lines[1:]:
        end = lines.index("---", 1)
        front = read_section("\n".join(lines[1:end]).encode(), path.name, Findings(), first_line=2)
        lines = lines[end + 1 :]
    title = str(front.values.get("title") or "") if front is not None else ""
    body = "\n".join(lines).strip()
    shown = title or path.stem.replace("-", " ").capitalize()
    return ArticleFile(path.stem, f"{FOLDER}/{path.name}", shown, body, _media(front))


def _media(front: Section | None) -> tuple[MediaReference, ...]:
    media = front.values.get("media") if front is not None else None
    if front is None or not isinstance(media, list):
        return ()
    named = (one for one in media if isinstance(one, dict) and one.get("file"))
    return tuple(MediaReference(str(one["file"]), front.line("media"), str(one.get("alt") or "")) for one in named)
