"""PDFs as partners print them, each a function that writes one and gives the truth."""

from __future__ import annotations

from pathlib import Path

from support.pdf import Page, pdf_of
from support.toolkits import Post, Truth

FIRST = ("Young people told us how sleep", "helps them feel better, and what", "they want from services today.")
SECOND = ("Listen to what families say about", "the support they had, and share", "it with the people you work with.")


def side_by_side(path: Path) -> Truth:
    """Words left, pictures right, with alt texts in the tags."""
    page = Page().text(50, 40, "Social media posts", size=20, bold=True)
    page.text(50, 100, *FIRST).picture(1, 300, 90, alt="A card, one")
    page.text(50, 300, *SECOND).picture(2, 300, 290, alt="A card, two")
    pdf_of(path, page)
    return Truth([Post(" ".join(FIRST), [1], alts=["A card, one"]), Post(" ".join(SECOND), [2], alts=["A card, two"])])


def picture_above(path: Path) -> Truth:
    """Each picture above its words, in one column."""
    page = Page().text(50, 40, "Suggested social media posts", size=20, bold=True)
    page.picture(1, 50, 80).text(50, 205, *FIRST)
    page.picture(2, 50, 280).text(50, 405, *SECOND)
    pdf_of(path, page)
    return Truth([Post(" ".join(FIRST), [1]), Post(" ".join(SECOND), [2])])


def two_columns(path: Path) -> Truth:
    """Two posts beside one another, picture above words."""
    page = Page().text(50, 40, "Posts to share", size=20, bold=True)
    page.picture(1, 50, 80).text(50, 205, *FIRST)
    page.picture(2, 320, 80).text(320, 205, *SECOND)
    pdf_of(path, page)
    return Truth([Post(" ".join(FIRST), [1]), Post(" ".join(SECOND), [2])])


def labels_and_links(path: Path) -> Truth:
    """Labels, a link behind a word, an address that goes on in the next line."""
    page = Page().text(50, 40, "Social media", size=20, bold=True)
    page.text(50, 90, "X/Twitter:", bold=True)
    page.text(50, 110, "Read what young people told us here.").link(222, 110, 24, "https://example.org/report")
    page.text(50, 160, "LinkedIn:", bold=True)
    page.text(50, 180, "Read the whole report at https://www.example.org/a-very-long-address/", "that-goes-on/here")
    pdf_of(path, page)
    whole = "https://www.example.org/a-very-long-address/that-goes-on/here"
    return Truth(
        [
            Post("Read what young people told us here.", [], "x", links=[("here", "https://example.org/report")]),
            Post(f"Read the whole report at {whole}", [], "linkedin", links=[(whole, whole)]),
        ]
    )


def ruled_table(path: Path) -> Truth:
    """A table with lines and headings."""
    page = Page()
    for row in range(3):
        for column, width in enumerate((90, 220, 220)):
            page.box(40 + (0, 90, 310)[column], 60 + (0, 30, 180)[row], width, (30, 150, 150)[row])
    for column, heading in enumerate(("Platform", "Copy", "Image")):
        page.text((45, 135, 355)[column], 68, heading, bold=True)
    for row, (network, words) in enumerate((("LinkedIn", FIRST), ("Facebook", SECOND))):
        page.text(45, 100 + 150 * row, network)
        page.text(135, 100 + 150 * row, *words)
        page.picture(row + 1, 355, 100 + 150 * row, width=160)
    pdf_of(path, page)
    return Truth([Post(" ".join(FIRST), [1], "linkedin"), Post(" ".join(SECOND), [2], "facebook")])


def a_page_each(path: Path) -> Truth:
    """A post a page, a logo and a page number on each."""
    pages = []
    for number, words in enumerate((FIRST, SECOND, (*FIRST[:2], "they ask of us all in the end.")), 1):
        page = Page().text(50, 60, f"Post {number}", size=18, bold=True)
        page.text(50, 120, *words).picture(number, 300, 120).picture(7, 480, 20, width=70)
        pages.append(page.text(290, 815, str(number), size=9))
    pdf_of(path, *pages)
    third = " ".join((*FIRST[:2], "they ask of us all in the end."))
    return Truth([Post(" ".join(FIRST), [1]), Post(" ".join(SECOND), [2]), Post(third, [3])], set_aside=[7])


CASES = (side_by_side, picture_above, two_columns, labels_and_links, ruled_table, a_page_each)
