"""The next step as a page says it: texts of the services name commands, which somebody at a page does not type."""

from __future__ import annotations

import re

from .dates import Say

STEPS = {
    "accounts connect": "“Connect” on “Accounts”",
    "accounts disconnect": "“Disconnect” on “Accounts”",
    "accounts verify": "“Test it now” on “Accounts”",
    "accounts list": "“Accounts”",
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
OTHERS = (
    *("accounts", "accounts new-key", "approve-link", "backup", "calendar-feed", "demo", "digest", "doctor"),
    *("export", "init", "notify", "rehearse", "reject", "restore", "run", "sandbox", "unpublish", "users", "verify"),
)
"""Commands that no page stands for."""
_TAKES_VALUE = r"--(?:account|campaign|reason|shift|published|hash|as|by|state|workspace|expires|for|posts)"
_ARGUMENT = (
    rf" {_TAKES_VALUE}[ =](?:\"[^\"]*\"|'[^']*'|\S*[^\s.,;:)])| --[a-z-]+| \d+\b| [A-Z]{{2,}}\b…?"
    r"| (?:test|list)\b| [a-z0-9]+_[a-z0-9_]+"
)
_NAMES = "|".join(re.escape(one) for one in sorted([*STEPS, *OTHERS], key=len, reverse=True))
_LEAD = r"(?P<lead>\b(?:[Rr]un|[Ww]ith|[Ss]ee|[Ss]tart) )?(?<!\bthe )(?<!\bour )(?<!\ba )"
COMMAND = re.compile(rf"{_LEAD}\bcampaign (?P<name>{_NAMES})\b(?P<more>(?:{_ARGUMENT})*)")
_OURS = "account|as|by-hand|campaign|comment|everything|expires|hash|not-sent|posts|published|reason|shift|workspace"
_SWITCH = re.compile(rf"[^.!?\n]*\s--(?:{_OURS})\b[^.!?\n]*[.!?…]?")
"""A sentence that is about an option."""
WHOLE = {
    "; campaign check --fix-variants starts that file for you": ", or on its page under “Own words for one network”",
    "see campaign plan, campaign apply and campaign log": "see “Schedule” and “Log”",
    "campaign release or retry": "campaign release",
    "campaign plan, then campaign apply": "campaign plan",
}
"""What would not read well put together from its parts."""


def on_page(text: str, say: Say = str) -> str:
    """The same text with the pages' own places in it, and no commands. "The campaign plan" is nobody's command.

    `say` puts the places into the reader's language.
    """
    if "campaign " not in text and " --" not in text:
        return text
    for words, plain in WHOLE.items():
        text = text.replace(words, say(plain))
    return _SWITCH.sub("", COMMAND.sub(lambda found: _step(found, say), text)).strip()


def _step(found: re.Match[str], say: Say) -> str:
    """The command's place; its argument is left out, for the page is at the post or account already."""
    lead, name = found["lead"] or "", found["name"]
    step = say(STEPS[name]) if name in STEPS else ""
    if lead.lower() == "with ":
        words = say("under %(place)s") if step else say("with the help of whoever looks after the machine")
    elif step and lead.lower() in ("", "see "):
        return lead + step
    elif step:
        words = say("see %(place)s") if name == "check" else say("use %(place)s")
    else:
        words = say("ask whoever looks after the machine")
    words = words % {"place": step} if step else words
    return words[:1].upper() + words[1:] if lead[:1].isupper() else words
