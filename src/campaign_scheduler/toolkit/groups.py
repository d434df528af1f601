"""Drafts of one post go together: one caption with variants for networks and languages, one row of the calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from .draft import Draft


@dataclass(slots=True)
class Member:
    """A draft with the variant its caption file is (`x`, `cy`, or empty for the caption itself)."""

    draft: Draft
    variant: str = ""


@dataclass(slots=True)
class Group:
    """One caption and its variants. `platforms` are those it is for; none means any."""

    members: list[Member] = field(default_factory=list)

    @property
    def first(self) -> Draft:
        return self.members[0].draft

    @property
    def platforms(self) -> list[str]:
        return list(dict.fromkeys(one.draft.platform for one in self.members if one.draft.platform))


def groups_of(drafts: Sequence[Draft], ours: Collection[str]) -> Iterator[Group]:
    """Groups in order. `ours` are networks we post to: each other one gets a caption and a row of its own."""
    units: dict[tuple[str, int], list[Draft]] = {}
    for draft in drafts:
        units.setdefault((draft.file, draft.unit), []).append(draft)
    for together in units.values():
        mine = [one for one in together if one.platform is None or one.platform in ours]
        yield from _variants(mine)
        yield from (Group([Member(one)]) for one in together if one not in mine)


def _variants(drafts: Sequence[Draft]) -> Iterator[Group]:
    """One group where every draft differs from the others by its network alone, or by its language alone."""
    if not drafts:
        return
    platforms = [one.platform or "" for one in drafts]
    languages = [(one.language or "").split("-")[0] for one in drafts]
    if len(drafts) == 1:
        yield Group([Member(drafts[0])])
    elif len(set(languages)) == 1 and len(set(platforms)) == len(drafts):
        yield Group(_shared(drafts, platforms))
    elif len(set(platforms)) == 1 and len(set(languages)) == len(drafts) and all(len(one) == 2 for one in languages):
        first = next((one for one in drafts if (one.language or "").startswith("en")), drafts[0])
        yield Group([Member(one, "" if one is first else lang) for one, lang in zip(drafts, languages, strict=True)])
    else:
        yield from (Group([Member(one)]) for one in drafts)


def _shared(drafts: Sequence[Draft], platforms: Sequence[str]) -> list[Member]:
    """The same words and pictures for all are one caption; else each network's are a variant."""
    if len({(one.caption, *((p.sha256, p.crop, p.alt) for p in one.media)) for one in drafts}) == 1:
        return [Member(one) for one in drafts]
    return [Member(one, name) for one, name in zip(drafts, platforms, strict=True)]
