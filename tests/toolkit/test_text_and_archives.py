"""Plain text, Markdown, zips and folders."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from campaign_scheduler.toolkit import Cancelled, Found, Gathered, Limits, Step, gather, keeping
from campaign_scheduler.toolkit.reading import read_document
from campaign_scheduler.toolkit.vault import Vault
from support.toolkits import caption_of, picture, sha
from support.word import Word


def read(tmp_path: Path, name: str, content: bytes | str) -> Found:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    folder = tmp_path / "vault"
    folder.mkdir()
    return read_document(path, name, Vault(folder, Limits()), Limits(), lambda _: None)


def imported(tmp_path: Path, *paths: Path) -> Gathered:
    folder = tmp_path / "work"
    folder.mkdir()
    return gather(paths, folder, Limits())


def captions(found: Found) -> list[tuple[str | None, str]]:
    return [(one.platform, one.caption) for one in found.drafts]


def test_labels_part_plain_text(tmp_path: Path) -> None:
    text = (
        "Our toolkit\n\nSocial media posts\n\n"
        f"X/Twitter: {caption_of(1)}\nFind out more: https://example.org\n\n"
        f"LinkedIn:\n{caption_of(2)}\n\n#SleepWell\n\n"
        "Contact\nsleep@example.org\n"
    )
    assert captions(read(tmp_path, "toolkit.txt", text)) == [
        ("x", f"{caption_of(1)}\nFind out more: https://example.org"),
        ("linkedin", f"{caption_of(2)}\n\n#SleepWell"),
    ]


def test_text_without_pictures_says_so(tmp_path: Path) -> None:
    found = read(tmp_path, "toolkit.txt", f"Caption: {caption_of(1)}\n\nCaption: {caption_of(2)}\n")
    assert len(found.drafts) == 2
    assert all(one.media == [] and "plain text holds no pictures" in one.reason for one in found.drafts)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_found_by_the_bytes(codec: str, tmp_path: Path) -> None:
    words = "Caption: Café “talks” – young people’s voices at every level, £5 each"
    assert captions(read(tmp_path, "a.txt", words.encode(codec))) == [(None, words.removeprefix("Caption: "))]


def test_markdown_keeps_links_and_names_pictures(tmp_path: Path) -> None:
    text = (
        "# Toolkit\n\n## Social media posts\n\n### Post 1\n\n"
        f"{caption_of(1)} Read it [here](https://example.org/a_b).\n\n![Two *nurses*](cards/one.png)\n\n"
        "### Post 2\n\n**Caption:** Words with _care_ and snake_case kept.\n"
    )
    found = read(tmp_path, "toolkit.md", text)
    assert captions(found) == [(None, f"{caption_of(1)} Read it here."), (None, "Words with care and snake_case kept.")]
    assert found.drafts[0].links == [("here", "https://example.org/a_b")]
    assert found.drafts[0].wanted == ["one.png"]


def test_lines_broken_at_a_width_are_whole_again(tmp_path: Path) -> None:
    text = (
        "Caption: Young people from every part of the city told us how the services\n"
        "could help them better, and what they would like to see first. Read more\n"
        "about it in the report that came out this week at the address below here\n"
        "https://example.org/a-long-address/that-was/broken-over-two-lines/because-\n"
        "it-did-not-fit and tell us what you think about the findings in the report.\n"
    )
    found = read(tmp_path, "a.txt", text)
    assert "\n" not in found.drafts[0].caption
    assert found.drafts[0].links[0][1].endswith("/because-it-did-not-fit")


def test_full_size_artwork_takes_the_place_of_a_thumbnail(tmp_path: Path) -> None:
    word = Word()
    table = word.table(3, 2)
    for row in range(3):
        word.fill(table.cell(row, 0), f"Caption: {caption_of(row)}")
        word.picture_in(table.cell(row, 1).paragraphs[0], row, size=(320, 180))
    word.save(tmp_path / "toolkit.docx")
    pack = tmp_path / "pack.zip"
    with zipfile.ZipFile(pack, "w") as archive:
        archive.write(tmp_path / "toolkit.docx", "toolkit.docx")
        for number in (0, 1, 5):
            archive.writestr(f"artwork/Card {number}.png", picture(number, (1280, 720)))
    found = imported(tmp_path, pack).found
    shown = [one.media[0].sha256 for one in found.drafts]
    assert shown == [sha(picture(0, (1280, 720))), sha(picture(1, (1280, 720))), sha(picture(2, (320, 180)))]
    assert any("320 × 180" in note for note in found.drafts[2].notes)
    assert [one.sha256 for one in found.unpaired] == [sha(picture(5, (1280, 720)))]
    assert sum("full size" in one.reason for one in found.set_aside) == 2


def test_a_folder_pairs_by_the_names_that_the_text_gives(tmp_path: Path) -> None:
    folder = tmp_path / "toolkit"
    folder.mkdir()
    (folder / "posts.txt").write_text(
        f"Caption: {caption_of(1)}\nImage: card-one.png\nAlt text: A card\n\n"
        f"Caption: {caption_of(2)}\nImage: lost.png\n"
    )
    (folder / "card-one.png").write_bytes(picture(1))
    found = imported(tmp_path, folder).found
    assert [[one.sha256 for one in draft.media] for draft in found.drafts] == [[sha(picture(1))], []]
    assert found.drafts[0].media[0].alt == "A card"
    assert any("lost.png" in note for note in found.drafts[1].notes)


def test_the_same_captions_in_two_files_are_one_draft(tmp_path: Path) -> None:
    folder = tmp_path / "toolkit"
    folder.mkdir()
    word = Word()
    table = word.table(1, 2)
    word.fill(table.cell(0, 0), f"Caption: {caption_of(1)}")
    word.picture_in(table.cell(0, 1).paragraphs[0], 1)
    word.save(folder / "toolkit.docx")
    (folder / "a-toolkit.txt").write_text(f"Caption: {caption_of(1)}\n")
    found = imported(tmp_path, folder).found
    assert [one.file for one in found.drafts] == ["toolkit/toolkit.docx"]
    assert "the same caption" in found.set_aside[0].reason


def test_private_and_deceiving_links_are_told(tmp_path: Path) -> None:
    text = (
        "### Post 1\n\nRead more at [https://trust.nhs.uk/report](https://elsewhere.example/x) about all of it.\n\n"
        "### Post 2\n\nSee the [full artwork](https://trust.sharepoint.com/sites/x) before you share this one.\n"
    )
    drafts = read(tmp_path, "a.md", f"## Social media\n\n{text}").drafts
    assert any("leads to https://elsewhere.example/x" in note for note in drafts[0].notes)
    assert any("SharePoint" in note for note in drafts[1].notes)


def packed(path: Path) -> Path:
    """A document with a picture, and a picture beside it."""
    word = Word()
    table = word.table(1, 2)
    word.fill(table.cell(0, 0), f"Caption: {caption_of(1)}")
    word.picture_in(table.cell(0, 1).paragraphs[0], 1)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(word.save(path.with_name("toolkit.docx")), "toolkit.docx")
        archive.writestr("spare.png", picture(2))
    return path


def test_how_far_a_reading_is_is_told_file_by_file(tmp_path: Path) -> None:
    told: list[Step] = []
    (tmp_path / "work").mkdir()
    gather([packed(tmp_path / "pack.zip")], tmp_path / "work", Limits(), told.append)
    assert [str(one) for one in told] == [
        "pack.zip: file 1 of 2",
        "pack.zip/toolkit.docx",
        "pack.zip/toolkit.docx: picture 1 of 1",
    ]


def test_a_reading_that_is_cancelled_ends_and_leaves_no_process(tmp_path: Path) -> None:
    """Cancelled when the document inside the archive is begun."""
    told: list[Step] = []

    def check() -> None:
        if any(one.file.endswith(".docx") for one in told):
            raise Cancelled

    (tmp_path / "work").mkdir()
    with pytest.raises(Cancelled):
        gather([packed(tmp_path / "pack.zip")], tmp_path / "work", Limits(), told.append, check)
    assert not list((tmp_path / "work").glob("job-1*")), "the document's reader was never begun"


def test_what_was_found_is_kept_and_read_back(tmp_path: Path) -> None:
    found = imported(tmp_path, packed(tmp_path / "pack.zip"))
    keeping.keep(found, tmp_path / "work")
    again = keeping.kept(tmp_path / "work")
    assert (again.found, again.stored, again.pictures) == (found.found, found.stored, found.pictures)
    assert again.path(sha(picture(2))).read_bytes() == picture(2)
    assert not list((tmp_path / "work").glob("members-*")) + list((tmp_path / "work").glob("*.json.part"))
