"""Export the calendar: our own table, other tools' bulk uploads, and a diary; each says what it cannot carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..calendars import sheets, uploads
from ..calendars.own import OwnReader
from ..calendars.uploads import PROFILES, Upload, UploadFile
from ..model.errors import InputError, SettingsError
from ..model.post import Post
from ..model.problem import Problem
from ..workspace.reader import Parts, read_parts
from .app import App
from .calendar_feed import feed, left_out
from .check import check

DIARY = "campaign.ics"
FORMATS = ("csv", "xlsx", *PROFILES, "ics")


@dataclass(frozen=True, slots=True)
class Exported:
    """The files, not yet written. `losses` are what they do not carry, `notes` what to know when using them."""

    files: tuple[UploadFile, ...]
    losses: tuple[str, ...]
    notes: tuple[str, ...] = ()


def export(
    app: App,
    kind: str,
    *,
    account: str | None = None,
    order: str = "",
    preview: str = "",
    previous: bytes | None = None,
) -> Exported:
    """The calendar in one of FORMATS. Raises InputError when the workspace or the previous diary cannot be read.

    `order` is how Hootsuite's dates are written (`dmy`, else `mdy`), `preview` the address of the preview page, and
    `previous` the diary file that this one will replace.
    """
    if kind in PROFILES:
        return _upload(app, kind, account, order)
    if kind == "ics":
        diary = feed(app, preview=preview, previous=previous)
        file = UploadFile(DIARY, diary.content, diary.events)
        return Exported((file,), ("pictures and their alt text", *diary.left_out))
    parts = read_parts(app.root, platforms=app.capabilities())
    if parts.campaign is None or parts.calendar is None:
        raise InputError([problem for problem in parts.findings.all if problem.is_error])
    return _table(app, kind, parts)


def _table(app: App, kind: str, parts: Parts) -> Exported:
    reader = OwnReader(parts, app.clock.now().date())
    rows, variants = reader.rows(), reader.variants
    made: Mapping[str, Callable[..., bytes]] = {"csv": sheets.csv_bytes, "xlsx": sheets.xlsx_bytes}
    file = UploadFile(f"calendar.{kind}", made[kind](rows, variants), len(rows))
    total = len(parts.calendar.rows) if parts.calendar else 0
    losses = ["the pictures themselves: only their names and alt text are in the table"]
    if total > len(rows):
        losses.append(f"{total - len(rows)} rows whose id is wrong or used twice: see campaign check")
    return Exported((file,), tuple(losses), ("Edit it and take it back with campaign import.",))


def _upload(app: App, kind: str, account: str | None, order: str) -> Exported:
    profile = PROFILES[kind]
    reading = check(app)
    if reading.workspace.campaign is None:
        raise InputError(reading.errors)
    if account is not None and account not in reading.workspace.campaign.accounts:
        names = ", ".join(reading.workspace.campaign.accounts)
        message = f"{account} is no account of this campaign."
        raise InputError([Problem("account-unknown", message, f"Use one of {names}.")])
    every = [one for post in reading.workspace.posts for one in _uploads(post) if account in (None, one.account)]
    ready, late = uploads.in_time(profile, every, app.clock.now())
    losses = uploads.losses(profile, ready)
    if late:
        posts = ", ".join(dict.fromkeys(one.post_id for one in late))
        minutes = round(profile.ahead.total_seconds() / 60)
        losses.append(f"posts less than {minutes} minutes ahead, or past, are left out: {posts}")
    losses += left_out(reading.workspace)
    return Exported(tuple(uploads.files(profile, ready, order)), tuple(losses), profile.notes)


def _uploads(post: Post) -> list[Upload]:
    return [
        Upload(
            post.id,
            account,
            post.slot.wall,
            post.due_at,
            wording.text,
            post.tags,
            tuple(asset.name for asset in wording.assets),
            tuple(asset.alt for asset in wording.assets),
        )
        for account, wording in post.wordings.items()
    ]


def save(exported: Exported, output: Path | None, *, force: bool = False) -> list[Path]:
    """Write the files: to `output` (a file where there is one, else a folder), or into this folder. Gives the paths.

    Raises SettingsError when a file is there already, unless `force`, or cannot be written.
    """
    paths = [_path(file, output, len(exported.files)) for file in exported.files]
    there = [path for path in paths if path.exists()]
    if there and not force:
        raise SettingsError(f"{there[0]} is there already", remedy="Name another place, or say --force to replace it.")
    for file, path in zip(exported.files, paths, strict=True):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
        except OSError as error:
            raise SettingsError(f"{path} cannot be written: {error.strerror}", remedy="Choose another place.") from None
    return paths


def last_diary(output: Path | None) -> bytes | None:
    """The diary that exporting to `output` would replace, or None."""
    path = _path(UploadFile(DIARY, b"", 0), output, 1)
    return path.read_bytes() if path.is_file() else None


def _path(file: UploadFile, output: Path | None, count: int) -> Path:
    if output is None:
        return Path(file.name)
    if output.is_dir() or not output.suffix:
        return output / file.name
    if count == 1:
        return output
    account = file.name.removesuffix(".csv").partition("-")[2]
    return output.with_name(f"{output.stem}-{account}{output.suffix}")
