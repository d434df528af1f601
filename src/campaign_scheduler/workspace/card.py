"""`card:` in a caption's front matter: what the link card is to say, or that there is to be none."""

from __future__ import annotations

from dataclasses import dataclass

from ruamel.yaml.comments import CommentedMap

from .findings import Findings
from .yaml_source import Section, section

KEYS = ("title", "description", "image")
NO_CARD = frozenset({"none", "no", "false", "-"})


@dataclass(frozen=True, slots=True)
class CardText:
    """A card as it is written; `image` is a name in media/, and `line` where it stands."""

    none: bool = False
    title: str = ""
    description: str = ""
    image: str = ""
    line: int = 1


def read_card(front: Section, file: str, findings: Findings) -> CardText | None:
    """The card that is written, or None where the file says nothing of it or cannot be understood."""
    value, line = front.values.get("card"), front.line("card")
    if value is None:
        return None
    if isinstance(value, CommentedMap):
        return _parts(section(value, front.first_line), line, file, findings)
    if str(value).strip().lower() in NO_CARD:
        return CardText(none=True, line=line)
    findings.add(
        "card-wrong",
        f"card: {str(value)!r} is not a card.",
        "Write card: none, or card: {title: …, description: …, image: picture.png}.",
        file=file,
        line=line,
    )
    return None


def _parts(part: Section, line: int, file: str, findings: Findings) -> CardText:
    for key in part.values:
        if key not in KEYS:
            findings.add(
                "setting-unknown",
                f"A card has no setting called {key}.",
                f"Use {', '.join(KEYS)}.",
                file=file,
                line=line,
            )
    title, description, image = (" ".join(str(part.values.get(name) or "").split()) for name in KEYS)
    return CardText(False, title, description, image, line)
