"""Emoji sequences as X's counter knows them: the tables of 2021 (Emoji 13.1), so that newer ones over-count.

Source: behaviour of the official counter, twitter-text 3.1.0, run 2026-11-22; sequences from Unicode Emoji 13.1.
"""

from __future__ import annotations

import regex

_FLAGS = (
    "AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CP CR CU CV CW CX CY CZ DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES ET EU FI FJ "
    "FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM "
    "MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT "
    "PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TF TG TH TJ TK TL "
    "TM TN TO TR TT TV TW TZ UA UG UM UN US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
_SKIN = "[\U0001f3fb-\U0001f3ff]"
_PERSON = f"[\U0001f468\U0001f469\U0001f9d1]{_SKIN}?"
_JOIN = "\u200d"
_TOOLS = (
    "\u2695\ufe0f?|\u2696\ufe0f?|\u2708\ufe0f?|[\U0001f33e\U0001f373\U0001f37c\U0001f384\U0001f393\U0001f3a4\U0001f3a8"
    "\U0001f3eb\U0001f3ed\U0001f4bb\U0001f4bc\U0001f527\U0001f52c\U0001f680\U0001f692\U0001f9af\U0001f9bc\U0001f9bd"
    "\U0001f9b0\U0001f9b1\U0001f9b2\U0001f9b3]"
)
_HEART = "\u2764\ufe0f?"
_OTHERS = (
    "\U0001f3f3\ufe0f?\u200d\U0001f308|\U0001f3f3\ufe0f?\u200d\u26a7\ufe0f?|\U0001f3f4\u200d\u2620\ufe0f?"
    "|\U0001f415\u200d\U0001f9ba|\U0001f43b\u200d\u2744\ufe0f?|\U0001f408\u200d\u2b1b"
    "|\U0001f441\ufe0f?\u200d\U0001f5e8\ufe0f?|\U0001f636\u200d\U0001f32b\ufe0f?|\U0001f62e\u200d\U0001f4a8"
    "|\U0001f635\u200d\U0001f4ab|\u2764\ufe0f?\u200d\U0001f525|\u2764\ufe0f?\u200d\U0001fa79"
)
_NEWER_HANDS = "[\U0001fac3-\U0001fac5\U0001faf0-\U0001faf8]"
_GENDERED = f"\\p{{Emoji_Modifier_Base}}{_SKIN}?|[\U0001f46f\U0001f93c\U0001f9de\U0001f9df]"


def _flag(code: str) -> str:
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


SEQUENCE = regex.compile(
    "|".join(
        (
            f"{_PERSON}{_JOIN}{_HEART}{_JOIN}(?:\U0001f48b{_JOIN})?{_PERSON}",
            f"\U0001f9d1{_SKIN}?{_JOIN}\U0001f91d{_JOIN}\U0001f9d1{_SKIN}?",
            f"[\U0001f468\U0001f469]{_SKIN}?{_JOIN}\U0001f91d{_JOIN}[\U0001f468\U0001f469]{_SKIN}?",
            f"[\U0001f468\U0001f469](?:{_JOIN}[\U0001f468\U0001f469])?(?:{_JOIN}[\U0001f466\U0001f467]){{1,2}}",
            f"{_PERSON}{_JOIN}(?:{_TOOLS})",
            f"(?:(?!{_NEWER_HANDS})(?:{_GENDERED}))\ufe0f?{_JOIN}[\u2640\u2642]\ufe0f?",
            _OTHERS,
            "\U0001f3f4[\U000e0061-\U000e007a]{4,6}\U000e007f",
            "|".join(_flag(code) for code in _FLAGS.split()),
            "[0-9#*]\ufe0f?\u20e3",
            f"(?!{_NEWER_HANDS})\\p{{Emoji_Modifier_Base}}(?:{_SKIN}|\ufe0f)",
            "(?![0-9#*])\\p{Emoji}\ufe0f",
        )
    )
)
"""Every sequence of several code points that counts as one emoji."""
