"""Presentations as partners make them, each a function that writes one and gives the truth."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.util import Inches

from support.toolkits import Post, Truth, caption_of, picture

BLANK, TITLE_ONLY, TITLE = 6, 5, 0


def _slide(deck: Any, layout: int, title: str = "") -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    return slide


def _words(slide: Any, words: str, left: float, top: float, width: float = 4.0, height: float = 1.5) -> Any:
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    box.text_frame.text = words
    box.text_frame.word_wrap = True
    return box


def _picture(slide: Any, number: int, left: float, top: float, alt: str = "") -> Any:
    shape = slide.shapes.add_picture(io.BytesIO(picture(number)), Inches(left), Inches(top), width=Inches(3.5))
    if alt:
        shape._element.nvPicPr.cNvPr.set("descr", alt)
    return shape


def one_a_slide(path: Path) -> Truth:
    """A title slide, then a post on each slide."""
    deck = Presentation()
    _slide(deck, TITLE, "Sleep well: social toolkit")
    for number in range(3):
        slide = _slide(deck, TITLE_ONLY, f"Post {number + 1}")
        _words(slide, caption_of(number), 0.5, 2)
        _picture(slide, number, 5, 2, alt=f"A card, {number}")
    deck.save(str(path))
    return Truth([Post(caption_of(n), [n], alts=[f"A card, {n}"]) for n in range(3)])


def by_network(path: Path) -> Truth:
    """Slides that divide, by network; words in two boxes of a slide with one picture."""
    deck = Presentation()
    for network, numbers in (("LinkedIn", (0, 1)), ("Instagram", (2,))):
        _slide(deck, TITLE_ONLY, network)
        for number in numbers:
            slide = _slide(deck, BLANK)
            _words(slide, f"Caption: {caption_of(number)}", 0.5, 1)
            _words(slide, "Hashtags: #SleepWell", 0.5, 3.5)
            _picture(slide, number, 5, 1)
    deck.save(str(path))
    names = ("linkedin", "linkedin", "instagram")
    return Truth([Post(caption_of(n), [n], names[n], hashtags=["#SleepWell"]) for n in range(3)])


def two_a_slide(path: Path) -> Truth:
    """Two posts on one slide, side by side: each picture above its own words."""
    deck = Presentation()
    slide = _slide(deck, TITLE_ONLY, "Social media posts")
    for number in range(2):
        _picture(slide, number, 0.5 + 4.7 * number, 1.5)
        _words(slide, caption_of(number), 0.5 + 4.7 * number, 4.2)
    deck.save(str(path))
    return Truth([Post(caption_of(number), [number]) for number in range(2)])


def rows_on_a_slide(path: Path) -> Truth:
    """Two posts below one another: words left, picture right; drawn in another order."""
    deck = Presentation()
    slide = _slide(deck, BLANK)
    for number in (1, 0):
        _picture(slide, number, 5.5, 0.4 + 3.4 * number)
    for number in (0, 1):
        _words(slide, caption_of(number), 0.5, 0.6 + 3.4 * number)
    deck.save(str(path))
    return Truth([Post(caption_of(number), [number]) for number in range(2)])


def slide_table(path: Path) -> Truth:
    """Words in a slide's table, by network, with one picture beside it."""
    deck = Presentation()
    slide = _slide(deck, TITLE_ONLY, "Suggested posts")
    table = slide.shapes.add_table(3, 2, Inches(0.5), Inches(1.5), Inches(8), Inches(3)).table
    for column, heading in enumerate(("Channel", "Copy")):
        table.cell(0, column).text = heading
    for row, network in ((1, "X"), (2, "LinkedIn")):
        table.cell(row, 0).text = network
        table.cell(row, 1).text = caption_of(row)
    deck.save(str(path))
    return Truth([Post(caption_of(1), [], "x"), Post(caption_of(2), [], "linkedin")])


def hidden_and_notes(path: Path) -> Truth:
    """A hidden slide is left, notes are no caption, a logo of every slide is set aside."""
    deck = Presentation()
    for number in range(4):
        slide = _slide(deck, BLANK)
        _words(slide, f"Caption: {caption_of(number)}", 0.5, 1)
        _picture(slide, number, 5, 1)
        _picture(slide, 7, 0.2, 5.5)
        slide.notes_slide.notes_text_frame.text = "Remember to thank the SPEAKER here."
        if number == 3:
            slide._element.set("show", "0")
    deck.save(str(path))
    return Truth([Post(caption_of(n), [n]) for n in range(3)], set_aside=[7], never=["SPEAKER", caption_of(3)])


CASES = (one_a_slide, by_network, two_a_slide, rows_on_a_slide, slide_table, hidden_and_notes)
