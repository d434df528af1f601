"""What self-contained pages share: one look, and templates that can include each other."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, FunctionLoader, Template, select_autoescape

OURS = __package__


def template(name: str, package: str = OURS) -> Template:
    """A template of `package`; what it includes may be ours too."""
    environment = Environment(
        loader=FunctionLoader(lambda wanted: _source(wanted, package)),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _source(name: str, package: str) -> str | None:
    for place in dict.fromkeys((package, OURS)):
        file = files(place).joinpath("templates", name)
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return None


def initials(name: str) -> str:
    """`Our Trust` as OT, for an avatar."""
    return "".join(word[0] for word in name.replace("_", " ").split()[:2]).upper()
