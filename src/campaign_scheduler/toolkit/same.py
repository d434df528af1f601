"""The same caption in two files of one import (a toolkit comes as Word and as text) is one draft."""

from __future__ import annotations

import re

from .draft import Aside, Draft, Found


def fingerprint(draft: Draft) -> str:
    """What makes two drafts the same: the document's words but for spaces and typography, network and language."""
    words = (
        (draft.as_found or draft.caption)
        .casefold()
        .translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"', 0xA0: " "})
    )
    return "|".join((re.sub(r"\s+", " ", words).strip(), draft.platform or "", draft.language or ""))


def drop_repeats(found: Found) -> None:
    """Keep the first that has pictures, in its file's place; across files only."""
    best: dict[str, Draft] = {}
    for draft in found.drafts:
        key = fingerprint(draft)
        kept = best.get(key)
        if kept is None or (kept.file != draft.file and not kept.media and draft.media):
            best[key] = draft
    dropped = [one for one in found.drafts if (kept := best[fingerprint(one)]) is not one and kept.file != one.file]
    for one in dropped:
        kept = best[fingerprint(one)]
        reason = f"the same caption as draft {kept.order} of {kept.file}"
        found.set_aside.append(Aside(one.file, "caption", reason, source=one.source))
    gone = {id(one) for one in dropped}
    found.drafts = [one for one in found.drafts if id(one) not in gone]
    _drop_articles(found)


def _drop_articles(found: Found) -> None:
    seen: dict[str, str] = {}
    kept = []
    for article in found.articles:
        key = re.sub(r"\W+", " ", re.sub(r"\]\([^)]*\)", "", article.body)).casefold().strip()
        if seen.get(key, article.file) != article.file:
            found.set_aside.append(
                Aside(article.file, "article", f"the same article as in {seen[key]}", name=article.title)
            )
            continue
        seen.setdefault(key, article.file)
        kept.append(article)
    found.articles = kept
    _drop_resources(found)


def _drop_resources(found: Found) -> None:
    """A download that lost its target is told only where no other file has it."""
    named = {one.name.casefold() for one in found.resources if one.url}
    urls: set[tuple[str, str]] = set()
    kept = []
    for one in found.resources:
        if (not one.url and one.name.casefold() in named) or (one.url, one.name) in urls:
            continue
        urls.add((one.url, one.name))
        kept.append(one)
    found.resources = kept
