"""Reads a whole workspace."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..model.account import Account
from ..model.campaign import Campaign
from ..model.capabilities import Capabilities
from ..model.problem import Severity
from ..model.workspace import Workspace
from .accounts_file import Objection, no_objection, platform_names, read_accounts
from .articles import ArticleFolder
from .calendar import Calendar, read_calendar
from .campaign_file import read_campaign
from .captions import CaptionSet, read_captions
from .dates import DateReader
from .findings import Findings
from .pictures import MediaFolder
from .posts import Made, PostMaker

FOLDERS = ("config", "captions", "media", "articles")


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of a workspace, read but not yet made into posts. `names` are the words for each installed network."""

    root: Path
    campaign: Campaign | None
    accounts: Mapping[str, Account]
    names: Mapping[str, str]
    captions: Mapping[str, CaptionSet]
    media: MediaFolder
    calendar: Calendar | None
    findings: Findings


def read_parts(root: Path, *, platforms: Mapping[str, Capabilities], objection: Objection = no_objection) -> Parts:
    """The files as they are. Never raises for a person's mistake: see `findings`.

    `objection` says what the settings have against a server's address.
    """
    findings = Findings()
    accounts = read_accounts(root, platforms, findings, objection)
    campaign = read_campaign(root, accounts, findings)
    names = platform_names(platforms)
    captions = read_captions(root, names | {name: name for name in accounts}, findings)
    media = MediaFolder(root, findings)
    return Parts(root, campaign, accounts, names, captions, media, read_calendar(root, findings), findings)


def read(
    root: Path, *, platforms: Mapping[str, Capabilities], today: date, objection: Objection = no_objection
) -> Workspace:
    """Everything in the workspace at `root`. Never raises for a person's mistake: see `Workspace.problems`."""
    parts = read_parts(root, platforms=platforms, objection=objection)
    campaign, accounts, names, captions = parts.campaign, parts.accounts, parts.names, parts.captions
    media, calendar, findings = parts.media, parts.calendar, parts.findings
    if campaign is None or calendar is None:
        return Workspace(
            root, campaign, accounts, calendar=calendar.path if calendar else None, problems=tuple(findings.all)
        )
    dates = DateReader(campaign.date_order, today, campaign.window.start, campaign.window.end)
    made = PostMaker(campaign, accounts, names, captions, media, calendar, findings, dates, ArticleFolder(root)).make()
    _tell_unused(made, captions, media, findings)
    return Workspace(
        root, campaign, accounts, made.posts, made.not_whole, made.drafts, calendar.path, tuple(findings.all), made.rows
    )


def _tell_unused(made: Made, captions: Mapping[str, CaptionSet], media: MediaFolder, findings: Findings) -> None:
    for name, caption in captions.items():
        if name not in made.used_captions:
            file = next(iter(caption.files.values())).file
            findings.add(
                "caption-unused",
                f"No row uses the caption {name}.",
                "Nothing to do, unless it was forgotten.",
                file=file,
                severity=Severity.INFO,
            )
    for name in media.names:
        if name not in media.used:
            findings.add(
                "picture-unused",
                f"No post uses media/{name}.",
                "Nothing to do, unless it was forgotten.",
                file=f"media/{name}",
                severity=Severity.INFO,
            )


def fingerprint(root: Path) -> str:
    """Changes when any file of the workspace is saved; reads names, sizes and times only. Every page asks for it."""
    seen = hashlib.sha256()
    for folder in FOLDERS:
        for name, size, saved_at in sorted(_files(str(root / folder), folder)):
            seen.update(f"{name}|{size}|{saved_at}\n".encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def _files(folder: str, name: str) -> Iterator[tuple[str, int, int]]:
    """Each file and folder below: its name, size in bytes and time in nanoseconds."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        inside = f"{name}/{entry.name}"
        try:
            stat = entry.stat()
        except OSError:
            continue
        yield inside, stat.st_size, stat.st_mtime_ns
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, inside)
