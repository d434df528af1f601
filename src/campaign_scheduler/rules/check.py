"""Runs every rule over every rendering."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.problem import Problem
from ..rendering import Rendering
from . import allowances, alt_text, horizon, repeats, terms, timing
from .context import Context, Rule

RULES: tuple[Rule, ...] = (
    timing.in_the_past,
    timing.at_the_same_moment,
    timing.in_a_freeze,
    terms.before_the_embargo,
    terms.without_what_is_asked,
    alt_text.missing,
    alt_text.file_name,
    alt_text.repeats_the_words,
    repeats.same_words,
    allowances.within_allowances,
    horizon.token_ends_first,
    horizon.version_ends_first,
)


def check(renderings: Sequence[Rendering], context: Context) -> list[Problem]:
    """Every problem that any rule finds."""
    return [problem for rule in RULES for problem in rule(renderings, context)]
