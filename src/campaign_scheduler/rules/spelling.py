"""Words that neither the campaign's language nor the workspace's own list knows; and the few slips that are words.

Only ever a warning, and nothing is changed. Names, acronyms, hashtags, handles and addresses are left in peace. The
dictionary is pyspellchecker's: its English is American, so British forms are looked up by the rules between the two.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

LANGUAGES = ("en", "fr", "es", "pt", "it", "nl")
"""Those with a dictionary. German's nouns are all capitals, and capitals are taken for names."""
SKIPPED = re.compile(
    r"(?:https?://|www\.)\S+|[#@][\w.]+|\S+@\S+|\b[\w-]+(?:\.[a-z]{2,})+(?:/\S*)?|\b\w*\d\w*\b", re.IGNORECASE
)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*", re.UNICODE)
SHORTEST = 4
MISTYPED = frozenset({"teh", "adn", "hte", "yuo", "fo"})
BRITISH = (
    (r"our(?=$|s$|ed$|ing|able|ite|ful|al|er|hood)", "or"),
    (r"is(?=e$|es$|ed$|ing$|er$|ers$|ation|ations|able)", "iz"),
    (r"ys(?=e$|es$|ed$|ing$|er$)", "yz"),
    (r"re(?=s?$)", "er"),
    (r"red$", "ered"),
    (r"ogue(?=s?$)", "og"),
    (r"ence(?=s?$)", "ense"),
    (r"mme(?=s?$)", "m"),
    (r"ae", "e"),
    (r"oe", "e"),
    (r"ll(?=ed$|ing$|er$|ers$|or$|ment)", "l"),
    (r"l(?=ment|ful)", "ll"),
)
ENDINGS = ("isation", "ization", "isations", "ised", "ized", "ising", "izing", "ise", "ize", "s", "led", "ness", "ly")
BEGINNINGS = (
    *("anti", "co", "cyber", "hyper", "inter", "mid", "micro", "mini", "multi", "neuro", "non", "over", "pre", "post"),
    *("re", "self", "sub", "super", "un", "under"),
)
OWN = frozenset(
    (
        *("wellbeing", "coproduce", "coproduced", "coproduction", "minoritised", "minoritisation", "racialised"),
        *("webinar", "webinars", "podcast", "podcasts", "hashtag", "hashtags", "livestream", "vlog", "emoji", "emojis"),
        *("signpost", "signposts", "signposted", "safeguarding", "neurodivergent", "neurodiverse", "neurodiversity"),
        *("paramedic", "paramedics", "physio", "physios", "outpatient", "outpatients", "inpatient", "inpatients"),
        *("jab", "jabs", "helpline", "helplines", "childminder", "childminders", "fortnight", "fortnightly", "whilst"),
        *("councillor", "councillors", "borough", "boroughs", "carer", "carers", "flyer", "flyers", "infographic"),
        *("infographics", "download", "downloads", "downloadable", "online", "offline", "website", "websites", "email"),
        *("emails", "covid", "vape", "vapes", "vaping", "vaper", "vapers", "menopause", "perimenopause", "perinatal"),
        *("antenatal", "postnatal", "midwifery", "enquiry", "enquiries", "cheque", "cheques", "tyre", "tyres", "kerb"),
        *("storey", "grey", "plough", "jewellery", "pyjamas", "sceptical", "aluminium", "mum", "mums", "maths"),
        *("bystander", "ringfence", "ringfenced", "upskill", "upskilling", "workstream", "learnings", "unpaid"),
        *("transphobia", "biphobia", "intersectional", "intersectionality", "microaggressions", "dementia", "selfie"),
    )
)
"""Words of health and councils that the dictionary lacks."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A doubtful word: where it starts, the word, and what was probably meant (blank when nothing comes near)."""

    start: int
    word: str
    meant: str


_NOUNS = "beliefs|attitudes|children|people|communities|recommendations|barriers|young|mental|public|findings|patients"
_HEALTH = (
    r"and\s+(?:well|social|care|safety|fitness)|"
    r"services?|care|boards?|equity|inequalit|equalit|outcomes|professional|system|visitor|needs"
)
CONFUSED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), meant)
    for pattern, meant in (
        (rf"\b(?P<slip>heath)(?=\s+(?:{_HEALTH}))", "health"),
        (r"\b(?:mental|public|sexual|physical)\s+(?P<slip>heath)\b", "health"),
        (rf"\b(?P<slip>he)(?=\s+(?:{_NOUNS})\b)", "the"),
        (r"\b(?:of|by|at|for|with|from|into)\s+(?P<slip>he)\b", "the"),
        (r"\b(?P<slip>pubic)(?=\s+(?:health|sector|services?|consultation|meeting|transport|body|bodies))", "public"),
        (r"\bclinical\s+(?P<slip>trails?)\b", "trial"),
        (r"\b(?:line|care|project|service)\s+(?P<slip>manger)\b", "manager"),
        (r"\b(?P<slip>asses)(?=\s+(?:the|your|their|our|how|whether|needs)\b)", "assess"),
        (r"\b(?P<slip>loose)(?=\s+(?:weight|your|out|touch|sleep)\b)", "lose"),
        (r"\b(?P<slip>it['’]s)(?=\s+own\b)", "its"),
        (r"\b(?:should|could|would|might)\s+(?P<slip>of)\b", "have"),
        (r"\bcan['’]t\s+(?P<slip>breath)\b", "breathe"),
        (r"\b(?:our|for|some|expert|medical)\s+(?P<slip>advise)\b", "advice"),
        (r"\b(?:hear|heard|away|apart|learn|benefit)\s+(?P<slip>form)\b", "from"),
        (r"\b(?P<slip>your)(?=\s+(?:welcome|invited)\b)", "you’re"),
        (r"\b(?P<slip>their)(?=\s+(?:is|are|was|were)\b)", "there"),
        (r"\b(?P<slip>role)(?=\s+out\b)", "roll"),
    )
)
"""Slips that are words themselves, each only beside words that leave no doubt."""
DOUBLED = re.compile(r"\b(the|an?|and|of|to|in|is|are|for|with|on|at|our|your|we)\s+(\1)\b", re.IGNORECASE)


def slips(text: str, language: str, known: Collection[str] = frozenset()) -> list[Slip]:
    """Every doubtful word of a text, in order. `language` is a code such as `en-GB`; `known` are lower case."""
    code = (language or "en").split("-")[0].lower()
    found = list(_unknown(text, code, frozenset(known))) if code in LANGUAGES else []
    if code == "en":
        found += _confused(text)
    once = {one.start: one for one in found}
    return [once[start] for start in sorted(once)]


def _confused(text: str) -> Iterator[Slip]:
    for pattern, meant in CONFUSED:
        for match in pattern.finditer(text):
            yield Slip(match.start("slip"), match["slip"], meant)
    for match in DOUBLED.finditer(text):
        yield Slip(match.start(), match[0], match[1])


def _unknown(text: str, code: str, known: frozenset[str]) -> Iterator[Slip]:
    clean = SKIPPED.sub(lambda match: " " * len(match[0]), text)
    for match in WORD.finditer(clean):
        word = match[0]
        long_enough = len(word) >= SHORTEST or (code == "en" and word in MISTYPED)
        if long_enough and word.islower() and not _is_known(word, code, known):
            yield Slip(match.start(), word, _nearest(word, code))


def _is_known(word: str, code: str, known: frozenset[str]) -> bool:
    plain = word.replace("’", "'")
    bare = re.sub(r"'(?:s|ll|ve|re|d|t)?\Z", "", plain)
    if plain in known or bare in known:
        return True
    return _in_dictionary(plain, code) or _in_dictionary(bare, code)


@lru_cache(maxsize=20_000)
def _in_dictionary(word: str, code: str) -> bool:
    dictionary = _dictionary(code)
    if word in dictionary or (code == "en" and (word in OWN or word.removesuffix("s") in OWN)):
        return True
    return code == "en" and any(form in dictionary for form in _forms(word))


def _forms(word: str) -> Iterator[str]:
    """What an American would write, and the words it is made of."""
    for pattern, american in BRITISH:
        changed = re.sub(pattern, american, word)
        if changed != word:
            yield changed
            yield re.sub(r"is(?=e|ation|ing)", "iz", changed)
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            yield word.removesuffix(ending)
            yield f"{word.removesuffix(ending)}y"
    for beginning in BEGINNINGS:
        if word.startswith(beginning) and len(word) - len(beginning) >= SHORTEST:
            yield word.removeprefix(beginning)


@lru_cache(maxsize=4)
def _dictionary(code: str) -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language=code, distance=1)


@lru_cache(maxsize=2_000)
def _nearest(word: str, code: str) -> str:
    """The commonest word that is one letter away, or an empty string."""
    dictionary = _dictionary(code)
    candidates = dictionary.candidates(word) or ()
    return max((one for one in candidates if one != word), key=lambda one: dictionary[one], default="")
