"""What a page says of itself, whoever wrote it and however badly."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign_scheduler.platforms.kit.counting import graphemes
from campaign_scheduler.rendering.web_page import MOST_DESCRIPTION, MOST_TITLE, WebPage, read_page

URL = "https://example.org/a/page"


def meta(**names: str) -> str:
    return "".join(f'<meta property="{name.replace("_", ":")}" content="{value}">' for name, value in names.items())


def page(head: str, body: str = "", charset: str = "utf-8") -> WebPage:
    return read_page(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(charset), "", URL)


def test_open_graph_wins_over_the_title_and_the_description() -> None:
    named = meta(og_title="The report", og_description="What people told us", og_image="/cover.png")
    found = page(f"<title>Home | Trust</title><meta name=description content=other>{named}")
    assert found == WebPage("The report", "What people told us", "https://example.org/cover.png")


def test_without_it_the_page_speaks_plainly() -> None:
    found = page("<title>\n The   report\n</title><meta name='Description' content='All of it'>")
    assert found == WebPage("The report", "All of it")
    assert page("<meta name=twitter:title content=Bird><title>Plain</title>").title == "Bird"


def test_marks_in_the_page_are_words_for_the_reader() -> None:
    found = page(meta(og_title="Tea &amp; talk &lt;b&gt;", og_description="a\u202eb\x00c\n d"))
    assert found.title == "Tea & talk <b>"
    assert found.description == "ab c d"


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("<title>Gwybodaeth â chroeso</title>".encode(), ""),
        ("<title>Gwybodaeth â chroeso</title>".encode("latin-1"), "iso-8859-1"),
        ("<meta charset=iso-8859-1><title>Gwybodaeth â chroeso</title>".encode("latin-1"), ""),
        ("<title>Gwybodaeth â chroeso</title>".encode("latin-1"), "no-such-charset"),
        ("\ufeff<title>Gwybodaeth â chroeso</title>".encode(), ""),
        ("<title>Gwybodaeth â chroeso</title>".encode() + "é".encode()[:1], ""),
        ('<?xml version="1.0" encoding="utf-8"?><html><title>Gwybodaeth â chroeso</title></html>'.encode(), ""),
        ("<title>Gwybodaeth â chroeso</title>".encode(), "base64"),
    ],
)
def test_the_charset_is_found(content: bytes, charset: str) -> None:
    assert read_page(content, charset, URL).title == "Gwybodaeth â chroeso"


@pytest.mark.parametrize(
    "image", ["javascript:alert(1)", "data:image/png;base64,AA", "file:///etc/passwd", "http://[", ""]
)
def test_an_image_that_is_no_web_address_is_none(image: str) -> None:
    assert page(meta(og_title="T", og_image=image)).image == ""


def test_a_title_inside_a_drawing_is_not_the_pages() -> None:
    assert page("", "<svg><title>Icon</title></svg>").title == ""


def test_long_words_are_cut_where_a_reader_sees_it() -> None:
    found = page(meta(og_title="👩‍👩‍👧‍👦" * 400, og_description="word " * 900))
    assert graphemes(found.title) <= MOST_TITLE
    assert found.title == "👩‍👩‍👧‍👦" * (MOST_TITLE - 1) + "…"
    assert graphemes(found.description) <= MOST_DESCRIPTION
    assert found.description.endswith("word…")


def test_entities_and_outside_files_are_never_followed() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    found = read_page(f"{bomb}<html><head><title>T &b; &x;</title></head></html>".encode(), "", URL)
    assert "root:" not in found.title
    assert "aaaa" not in found.title


def test_a_page_without_end_or_sense_is_read_in_no_time() -> None:
    begun = time.monotonic()
    assert read_page(b"<div>" * 200_000 + b"<title>T</title>", "", URL).title in ("", "T")
    assert read_page(b"<title>T</title><meta property=og:title content=" + b"a" * 1_000_000, "", URL).title
    assert time.monotonic() - begun < 5


@settings(max_examples=200, deadline=None)
@given(
    content=st.binary(max_size=400), charset=st.sampled_from(["", "utf-8", "utf-16", "utf-7", "idna", "rot13", "\x00"])
)
def test_nothing_that_a_server_sends_makes_it_fail(content: bytes, charset: str) -> None:
    for whole in (content, b"<meta property=og:title content='" + content + b"'>"):
        found = read_page(whole, charset, URL)
        assert "\x00" not in found.title
