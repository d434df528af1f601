"""The next step as a page says it: texts of the services name commands, which somebody at a page does not type."""

from __future__ import annotations

import re

STEPS = {
    "accounts connect": "Connect on “Accounts”",
    "accounts disconnect": "Disconnect on “Accounts”",
    "accounts verify": "“Test it now” on “Accounts”",
    "accounts list": "“Accounts”",
    "accounts new-key": "whoever looks after the machine",
    "approve-link list": "“Approval links”",
    "approve": "“Approvals”",
    "apply": "“Schedule”",
    "plan": "“Schedule”",
    "check": "the problems on the calendar",
    "log": "“Log”",
    "status": "the calendar",
    "preview": "the post's page",
    "sheet": "“Contact sheet”",
    "release": "“Needs you”",
    "retry": "“Publish now”",
    "cancel": "“Cancel”",
    "resolve": "the two buttons on its page",
    "pause": "“Stop everything”",
    "resume": "“Let it go on”",
    "import": "“Bring in”",
    "users link": "“People”",
    "users list": "“People”",
}
"""Each command's place on the pages."""
MACHINE = "whoever looks after the machine"
OTHERS = (
    *("accounts", "approve-link", "backup", "calendar-feed", "demo", "digest", "doctor", "export", "init", "notify"),
    *("rehearse", "reject", "restore", "run", "sandbox", "unpublish", "users", "verify"),
)
"""Commands that no page stands for."""
_TAKES_VALUE = r"--(?:account|campaign|reason|shift|published|hash|as|by|state|workspace|expires|for|posts)"
_ARGUMENT = (
    rf" {_TAKES_VALUE}[ =](?:\"[^\"]*\"|'[^']*'|\S*[^\s.,;:)])| --[a-z-]+| \d+\b| [A-Z]{{2,}}\b…?"
    r"| notify test| test\b| [a-z0-9]+_[a-z0-9_]+"
)
_NAMES = "|".join(re.escape(one) for one in sorted([*STEPS, *OTHERS], key=len, reverse=True))
COMMAND = re.compile(rf"(?P<lead>\b[Rr]un |\b[Ww]ith )?\bcampaign (?P<name>{_NAMES})\b(?P<more>(?:{_ARGUMENT})*)")
_SWITCH = re.compile(r"[^.!?\n]*\s--[a-z][a-z-]+[^.!?\n]*[.!?…]?")
_TWICE = re.compile(r"“Schedule”, then “Schedule”|“Schedule” and “Schedule”")
_OR_RETRY = "“Needs you” or retry"


def on_page(text: str) -> str:
    """The same text with the pages' own places in it, and no commands."""
    if "campaign " not in text and " --" not in text:
        return text
    plain = COMMAND.sub(_step, text)
    plain = _TWICE.sub("“Schedule”", plain).replace(_OR_RETRY, "“Needs you”")
    return _SWITCH.sub("", plain).strip() if " --" in plain else plain


def _step(found: re.Match[str]) -> str:
    """The command's place; its argument is left out, for the page is at the post or account already."""
    lead, name = found["lead"] or "", found["name"]
    begins = lead[:1] == "R"
    if name in STEPS:
        step = STEPS[name]
        go = {"R": "Use ", "r": "use "}.get(lead[:1], lead)
        return f"{go}{step}"
    ask = f"ask {MACHINE}"
    if lead.lower() == "with ":
        return f"with the help of {MACHINE}"
    return f"{'A' if begins else 'a'}{ask[1:]}"
