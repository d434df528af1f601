"""Gather what the pages say into locale/campaign.pot, for translators: `make strings`.

Templates are read by Jinja's own reader of translations and Python by its syntax tree, so no tool besides is needed.
`--check` writes nothing and fails when the file kept is not what would be written.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment

from campaign_scheduler.model import delivery, person
from campaign_scheduler.services import calendar_items
from campaign_scheduler.services.writing import saving
from campaign_scheduler.signoff import difference, words
from campaign_scheduler.web import dates, happenings, next_steps
from campaign_scheduler.web.told import FEWEST_LETTERS

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "campaign_scheduler"
POT = SOURCE / "web" / "locale" / "campaign.pot"
HEADER = r"""# What the pages of Campaign Scheduler say. docs/translating.md tells how to translate it.
msgid ""
msgstr ""
"Project-Id-Version: campaign-scheduler\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"""
PROGRAM = "program"
"""The context of what the services tell; web/told.py looks it up by how it reads."""
Text = tuple[str, str, str]
"""Its context, its English, and that of many (blank where it is not about a number)."""

ASKED = {"gettext", "say", "ngettext", "several"}
"""Calls of the pages' modules whose literal words are looked up."""
RAISED = {
    *("EditError", "NotAllowedError", "DeliveryError", "PlanError", "SettingsError", "TableError", "Refused"),
    *(
        "Problem",
        "problem",
        "_problem",
        "add",
        "wrong",
        "_wrong",
        "warn",
        "Brake",
        "move",
        "settle",
        "settled",
        "append",
    ),
    *("_move", "_refuse_unless", "_end_dead", "Ending", "record", "open_elsewhere", "stale"),
    *("needed", "_tell", "_cannot", "NotADate"),
}
"""Calls of the services and stations that tell somebody something: errors, problems, reasons, events."""
TELLING = ("model", "services", "signoff", "workspace", "rules", "planning", "rendering", "spreadsheets", "publishing")
NOT_ON_PAGES = (
    "services/doctor",
    "services/toolkits",
    "services/notifying.py",
    "services/digest.py",
    "services/backups.py",
    "planning/forecast.py",
)
WHOLE = ("model/signoff.py", "planning/plan.py", "services/proposing.py", "services/stopping.py", "services/edits.py")
WHOLE_FUNCTIONS = {"words_for", "refusal", "why_not", "_edited", "sentence", "_sentence"}
"""Files and functions all of whose words are shown."""
NAMED = {"message", "reason", "remedy", "why", "what", "words", "said"}
"""Variables that hold such a text before it is told."""
TABLES: dict[str, Iterable[str]] = {
    "web/dates.py": [*dates.DAYS, *dates.SHORT_DAYS, *dates.MONTHS, *dates.PLACES],
    "web/happenings.py": happenings.KINDS.values(),
    "web/next_steps.py": [*next_steps.STEPS.values(), *next_steps.WHOLE.values()],
    "model/delivery.py": [
        *delivery.SCREEN_WORDS.values(),
        *(delivery.WAITING_FOR_A_PERSON, delivery.TAKEN_DOWN, delivery.NOT_THERE_ANY_MORE),
    ],
    "services/calendar_items.py": calendar_items.STANDING_WORDS.values(),
    "model/person.py": [*(one.value for one in (*person.Role, *person.May)), *person.ROLE_WORDS.values()],
    "model/capabilities.py": ["posts"],
    "services/writing/saving.py": saving.FIELDS.values(),
    "signoff/words.py": words.NUMBERS,
    "signoff/difference.py": difference.CARD_PARTS.values(),
}
COUNTED = {"web/dates.py": [(one, many) for _, one, many in dates.UNITS]}
UNITS = {"TextLimit", "Allowance", "Length"}
UNIT = re.compile(r"[a-z]+( \w+)*")
SENTENCE = re.compile(r"[^\W\d_]{2,}[^\w-]* [^\W_]|[^\W_]+ [^\W\d_]{2,}")
"""Two words at least."""


def main() -> int:
    text = HEADER + "".join(_entry(one, places) for one, places in sorted(_places().items(), key=_order))
    if "--check" not in sys.argv:
        POT.write_text(text, encoding="utf-8")
        print(f"{text.count('msgid ') - 1} texts in {POT.relative_to(ROOT)}")
        return 0
    if POT.read_text(encoding="utf-8") == text:
        return 0
    print(f"{POT.relative_to(ROOT)} is not what the program says: run make strings", file=sys.stderr)
    return 1


def _places() -> dict[Text, list[str]]:
    """Each text with the files it is in."""
    found: dict[Text, dict[str, None]] = {}
    for place, text in _found():
        if text[1].strip():
            found.setdefault(text, {})[place] = None
    return {text: sorted(places) for text, places in found.items()}


def _found() -> Iterator[tuple[str, Text]]:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"])
    for file in sorted((SOURCE / "web" / "templates").glob("*.html")):
        for _, _, said in environment.extract_translations(file.read_text(encoding="utf-8")):  # type: ignore[attr-defined]
            parts = [part for part in (said if isinstance(said, tuple) else (said,)) if part is not None]
            if parts:
                yield _name(file), ("", parts[0], parts[1] if len(parts) > 1 else "")
    for place, every in TABLES.items():
        yield from ((place, ("", one, "")) for one in every)
    for place, pairs in COUNTED.items():
        yield from ((place, ("", one, many)) for one, many in pairs)
    for file in sorted(SOURCE.rglob("*.py")):
        yield from ((_name(file), text) for text in _of_file(file))


def _name(file: Path) -> str:
    return file.relative_to(SOURCE).as_posix()


def _of_file(file: Path) -> Iterator[Text]:
    name, tree = _name(file), ast.parse(file.read_text(encoding="utf-8"))
    tells = name.startswith(TELLING) and not name.startswith(NOT_ON_PAGES)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if name.startswith("web/"):
                yield from _asked(node)
            if name.startswith("signoff/"):
                yield from _asked(node)
            if tells or name.startswith("web/"):
                yield from _told(node)
            yield from _units(node)
        if tells and isinstance(node, ast.Assign) and _names_a_text(node.targets[0]):
            yield from _sentences(node.value)
        if tells and isinstance(node, ast.Return) and isinstance(node.value, ast.JoinedStr | ast.IfExp):
            yield from _sentences(node.value)
        if tells and isinstance(node, ast.FunctionDef) and node.name in WHOLE_FUNCTIONS:
            yield from _every(node)
    if name in WHOLE:
        yield from _every(tree)


def _names_a_text(target: ast.expr) -> bool:
    name = getattr(target, "id", "")
    return name in NAMED or (len(name) > 1 and name.isupper())


def _asked(node: ast.Call) -> Iterator[Text]:
    """What a page asks the catalogue for; of a flash message also the words of its link."""
    called = _called(node)
    literal = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    named = {one.arg: one.value.value for one in node.keywords if isinstance(one.value, ast.Constant)}
    if called not in ASKED or not node.args or not isinstance(node.args[0], ast.Constant):
        return
    if called in ("ngettext", "several"):
        yield "", literal[0], literal[1]
        return
    yield "", literal[0], str(named.get("many", ""))
    if called == "say":
        yield from (("", one, "") for one in (*literal[3:4], str(named.get("link_words", ""))) if one)


def _told(node: ast.Call) -> Iterator[Text]:
    called = _called(node)
    if called in RAISED or called.endswith(("Error", "Refused")):
        for one in (*node.args, *(each.value for each in node.keywords)):
            yield from _sentences(one)


def _units(node: ast.Call) -> Iterator[Text]:
    if _called(node) in UNITS:
        every = (*node.args, *(each.value for each in node.keywords))
        words = [one.value for one in every if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        yield from (("", one, "") for one in words if UNIT.fullmatch(one))


def _every(tree: ast.AST) -> Iterator[Text]:
    """All but the notes; a text with names in it is one text."""
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    notes = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) not in notes | parts:
            yield from _sentences(node, single=isinstance(tree, ast.Module))


def _sentences(node: ast.AST, *, single: bool = False) -> Iterator[Text]:
    """A text, or one with names in it; both ways of a choice."""
    if isinstance(node, ast.IfExp):
        yield from (*_sentences(node.body), *_sentences(node.orelse))
    if isinstance(node, ast.BoolOp):
        yield from (text for value in node.values for text in _sentences(value))
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_said(node.value, single):
        yield PROGRAM, node.value, ""
    if isinstance(node, ast.JoinedStr):
        text = _with_names(node)
        fixed = re.sub(r"%\(\w+\)s", "", text)
        if SENTENCE.search(text) and sum(char.isalpha() for char in fixed) >= FEWEST_LETTERS:
            yield PROGRAM, text, ""


def _is_said(text: str, single: bool) -> bool:
    return bool(SENTENCE.search(text)) or (single and text.isalpha() and text.islower())


def _with_names(node: ast.JoinedStr) -> str:
    """`there is no post %(name)s`: a name for whatever is put in."""
    found, names = "", list[str]()
    for part in node.values:
        if isinstance(part, ast.Constant):
            found += str(part.value).replace("%", "%%")
            continue
        assert isinstance(part, ast.FormattedValue)
        value = part.value.func if isinstance(part.value, ast.Call) else part.value
        name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "it")
        names.append(name.lstrip("_"))
        again = names.count(names[-1])
        found += f"%({names[-1]}{again if again > 1 else ''})s"
    return found


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _order(item: tuple[Text, list[str]]) -> tuple[str, str, Text]:
    return item[0][0], item[1][0], item[0]


def _entry(text: Text, places: list[str]) -> str:
    context, one, many = text
    lines = [f"#: {' '.join(places)}"]
    lines += ["#, python-format"] if "%(" in one else []
    lines += [f"msgctxt {_quoted(context)}"] if context else []
    lines += [f"msgid {_quoted(one)}"]
    lines += [f"msgid_plural {_quoted(many)}", 'msgstr[0] ""', 'msgstr[1] ""'] if many else ['msgstr ""']
    return "\n" + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


if __name__ == "__main__":
    sys.exit(main())
