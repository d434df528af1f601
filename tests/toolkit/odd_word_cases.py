"""Rarer Word documents: old text boxes, crops, captions that share a picture, and things that are no captions."""

from __future__ import annotations

from pathlib import Path

from support.toolkits import Post, Truth, caption_of
from support.word import Word, xml


def old_text_box(path: Path) -> Truth:
    """A text box of the old kind alone (VML), its picture after it."""
    word = Word()
    word.heading("Social media posts", 1)
    for number in range(2):
        body = f"<w:p><w:r><w:t>{caption_of(number)}</w:t></w:r></w:p>"
        word.raw(
            f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{body}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
        )
        word.picture(number)
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(2)])


def picture_before_heading(path: Path) -> Truth:
    """Each picture stands above its post's heading."""
    word = Word()
    word.heading("Social media posts", 1)
    for number in range(3):
        word.picture(number)
        word.heading(f"Post {number + 1}", 2)
        word.text(caption_of(number))
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(3)])


def themed_sections(path: Path) -> Truth:
    """A heading of its own words for each post, two paragraphs, a picture."""
    word = Word()
    word.heading("Suggested social media posts", 1)
    for number, theme in enumerate(("Talk to someone", "Take a walk", "Find support")):
        word.heading(theme, 2)
        word.text(caption_of(number))
        word.text("Find out more at https://example.org/more #SleepWell")
        word.picture(number)
    word.save(path)
    tail = " Find out more at https://example.org/more #SleepWell"
    return Truth([Post(caption_of(number, tail), [number]) for number in range(3)])


def network_headings_in_post(path: Path) -> Truth:
    """A numbered post whose networks are headings below it."""
    word = Word()
    word.heading("Posts", 1)
    for number in range(2):
        word.heading(f"Post {number + 1}", 2)
        word.picture(number)
        word.heading("X", 3)
        word.text(f"Short words on topic number {number}.")
        word.heading("LinkedIn", 3)
        word.text(caption_of(number))
    word.save(path)
    posts = []
    for number in range(2):
        posts += [Post(f"Short words on topic number {number}.", [number], "x")]
        posts += [Post(caption_of(number), [number], "linkedin")]
    return Truth(posts)


def parts_as_headings(path: Path) -> Truth:
    """Caption, image and alt text each under a heading."""
    word = Word()
    word.heading("Campaign posts", 1)
    for number in range(2):
        word.heading(f"Post {number + 1}", 2)
        word.heading("Caption", 3)
        word.text(caption_of(number))
        word.heading("Image", 3)
        word.picture(number)
        word.heading("Alt text", 3)
        word.text(f"A card about {number}")
    word.save(path)
    return Truth([Post(caption_of(n), [n], alts=[f"A card about {n}"]) for n in range(2)])


def fields_before(path: Path) -> Truth:
    """Date, network and hashtags stand before each caption, in lines of their own."""
    word = Word()
    word.heading("Social media plan", 1)
    for number in range(2):
        word.text(f"Date: {number + 3} March 2027")
        word.text("Platform: LinkedIn")
        word.text(f"Copy: {caption_of(number)}")
        word.text("Hashtags: #SleepWell #Care")
        word.text("Link: https://example.org/more")
        word.picture(number)
    word.save(path)
    tags = ["#SleepWell", "#Care"]
    return Truth([Post(caption_of(n), [n], "linkedin", hashtags=tags) for n in range(2)])


def cropped_and_linked(path: Path) -> Truth:
    """A cropped picture keeps its original; a picture that is only linked to is told and never fetched."""
    word = Word()
    word.heading("Social media", 1)
    word.text(f"Caption: {caption_of(0)}")
    word.raw(
        f"<w:p><w:r>{word.drawing(0, crop=chr(60) + 'a:srcRect l=' + chr(34) + '10000' + chr(34) + '/>')}</w:r></w:p>"
    )
    word.text(f"Caption: {caption_of(1)}")
    identity = word.document.part.relate_to(
        "https://example.org/away.png",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
        is_external=True,
    )
    linked = word.drawing(1).replace("r:embed=", "r:link=")
    start = linked.index('r:link="') + 8
    linked = linked[:start] + identity + linked[linked.index('"', start) :]
    word.raw(f"<w:p><w:r>{linked}</w:r></w:p>")
    word.save(path)
    return Truth([Post(caption_of(0), [0]), Post(caption_of(1), [])], warned=["only linked to"])


def same_picture_for_each(path: Path) -> Truth:
    """One picture shown again beside every caption is theirs, not a logo."""
    word = Word()
    table = word.table(4, 2)
    for row in range(4):
        word.fill(table.cell(row, 0), caption_of(row))
        word.picture_in(table.cell(row, 1).paragraphs[0], 2)
    word.save(path)
    return Truth([Post(caption_of(row), [2]) for row in range(4)])


def prose_with_pictures(path: Path) -> Truth:
    """A report with pictures among its paragraphs, and a section of labelled posts: only those are drafts."""
    word = Word()
    word.heading("Annual report", 0)
    for number in range(3, 6):
        word.text(f"This chapter tells what the project did in its year number {number}, with many details. " * 2)
        word.picture(number)
    word.heading("Posts for social media", 1)
    word.text(f"Tweet 1: {caption_of(1)}")
    word.text(f"Tweet 2: {caption_of(2)}")
    word.save(path)
    return Truth([Post(caption_of(1), [], "x"), Post(caption_of(2), [], "x")], unpaired=[3, 4, 5])


def pages_part(path: Path) -> Truth:
    """A page for each post: picture first on one, last on another."""
    word = Word()
    word.heading("Suggested posts", 1)
    for number in range(3):
        if number == 1:
            word.picture(number)
        word.text(f"Caption: {caption_of(number)}")
        if number != 1:
            word.picture(number)
        word.document.add_page_break()
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(3)])


def bold_labels(path: Path) -> Truth:
    """Networks as bold lines; words below each; a picture closes each post."""
    word = Word()
    word.heading("Social media messaging", 1)
    for number in range(2):
        word.text("Facebook", bold=True)
        word.text(caption_of(number))
        word.text("Instagram", bold=True)
        word.text(f"Something shorter for pictures, number {number}, in a line.")
        word.picture(number)
    word.save(path)
    posts = []
    for number in range(2):
        posts.append(Post(caption_of(number), [number], "facebook"))
        posts.append(Post(f"Something shorter for pictures, number {number}, in a line.", [number], "instagram"))
    return Truth(posts)


def two_pairs_a_row(path: Path) -> Truth:
    """Caption, picture, caption, picture in one row."""
    word = Word()
    table = word.table(2, 4)
    for number in range(4):
        word.fill(table.cell(number // 2, number % 2 * 2), caption_of(number))
        word.picture_in(table.cell(number // 2, number % 2 * 2 + 1).paragraphs[0], number)
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(4)])


def alternating_columns(path: Path) -> Truth:
    """Picture left in one row, right in the next."""
    word = Word()
    table = word.table(4, 2)
    for row in range(4):
        word.picture_in(table.cell(row, row % 2).paragraphs[0], row)
        word.fill(table.cell(row, 1 - row % 2), caption_of(row))
    word.save(path)
    return Truth([Post(caption_of(row), [row]) for row in range(4)])


def captions_above_pictures_in_table(path: Path) -> Truth:
    """One column: caption, picture, caption, picture, each in a cell of its own."""
    word = Word()
    table = word.table(6, 1)
    for number in range(3):
        word.fill(table.cell(number * 2, 0), caption_of(number))
        word.picture_in(table.cell(number * 2 + 1, 0).paragraphs[0], number)
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(3)])


def comment_and_footnote(path: Path) -> Truth:
    """A comment on a caption is no part of it."""
    word = Word()
    table = word.table(1, 2)
    paragraph = table.cell(0, 0).paragraphs[0]
    run = paragraph.add_run(f"Caption: {caption_of(0)}")
    word.document.add_comment(run, text="WHO WROTE THIS", author="Sam", initials="S")
    word.picture_in(table.cell(0, 1).paragraphs[0], 0)
    word.save(path)
    return Truth([Post(caption_of(0), [0])], never=["WHO WROTE"])


def numbered_table(path: Path) -> Truth:
    """A table with a number column, copy, and the picture's file name alone."""
    word = Word()
    table = word.table(3, 3)
    for column, heading in enumerate(("No.", "Post copy", "Image file")):
        word.fill(table.cell(0, column), heading)
    for row in (1, 2):
        word.fill(table.cell(row, 0), str(row))
        word.fill(table.cell(row, 1), caption_of(row))
        word.fill(table.cell(row, 2), f"card-{row}.png")
    word.save(path)
    return Truth([Post(caption_of(1)), Post(caption_of(2))])


def plain_paragraphs_by_network(path: Path) -> Truth:
    """A heading for each network, plain paragraphs below, each with a hashtag."""
    word = Word()
    word.heading("Twitter posts", 1)
    for number in range(3):
        word.text(f"{caption_of(number)} #SleepWell")
    word.heading("LinkedIn posts", 1)
    word.text(f"{caption_of(4)} #SleepWell")
    word.save(path)
    posts = [Post(f"{caption_of(number)} #SleepWell", [], "x") for number in range(3)]
    return Truth([*posts, Post(f"{caption_of(4)} #SleepWell", [], "linkedin")])


def deleted_row_and_paragraph(path: Path) -> Truth:
    """A table row and a paragraph that were deleted are gone; their picture is set aside."""
    word = Word()
    table = word.table(2, 2)
    for row in range(2):
        word.fill(table.cell(row, 0), f"Caption: {caption_of(row)}")
        word.picture_in(table.cell(row, 1).paragraphs[0], row)
    table.rows[1]._tr.insert(0, xml('<w:trPr><w:del w:id="5" w:author="A"/></w:trPr>'))
    word.save(path)
    return Truth([Post(caption_of(0), [0])], set_aside=[1], never=[caption_of(1)])


def grouped_shapes(path: Path) -> Truth:
    """A group of a picture and a text box, with a fallback that must not be read as well."""
    word = Word()
    word.heading("Social media", 1)
    for number in range(2):
        whole = word.drawing(number)
        shown = whole[whole.index("<pic:pic>") : whole.index("</pic:pic>") + len("</pic:pic>")]
        box = f"<w:p><w:r><w:t>{caption_of(number)}</w:t></w:r></w:p>"
        group = (
            '<w:drawing><wp:anchor><wp:extent cx="5000000" cy="2000000"/><wp:docPr id="50" name="Group"/><a:graphic>'
            '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"><wpg:wgp>'
            f"{shown}<wps:wsp><wps:txbx><w:txbxContent>{box}</w:txbxContent></wps:txbx></wps:wsp></wpg:wgp>"
            "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
        )
        fallback = f"<w:pict><v:shape><v:textbox><w:txbxContent>{box}</w:txbxContent></v:textbox></v:shape></w:pict>"
        word.raw(
            f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wpg">{group}</mc:Choice>'
            f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(2)])


def repeating_items(path: Path) -> Truth:
    """A repeating section: each of its items is a post."""
    word = Word()
    word.heading("Posts", 1)
    items = "".join(
        "<w:sdt><w:sdtPr><w15:repeatingSectionItem/></w:sdtPr><w:sdtContent>"
        f"<w:p><w:r><w:t>{caption_of(number)}</w:t></w:r></w:p><w:p><w:r>{word.drawing(number)}</w:r></w:p>"
        "</w:sdtContent></w:sdt>"
        for number in range(2)
    )
    word.raw(f"<w:sdt><w:sdtPr><w15:repeatingSection/></w:sdtPr><w:sdtContent>{items}</w:sdtContent></w:sdt>")
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(2)])


def one_each_or_all(path: Path) -> Truth:
    """Two networks' words and two pictures: one each, or both for both? Nothing says."""
    word = Word()
    table = word.table(1, 2)
    word.fill(table.cell(0, 0), "X:", caption_of(0), "LinkedIn:", caption_of(1))
    for number in range(2):
        word.picture(number, table.cell(0, 1))
    word.save(path)
    return Truth([Post(caption_of(0), [], "x"), Post(caption_of(1), [], "linkedin")], unpaired=[0, 1])


def pictures_apart(path: Path) -> Truth:
    """Captions under one heading, pictures under another."""
    word = Word()
    word.heading("Social media posts", 1)
    for number in range(2):
        word.text(f"Post {number + 1}: {caption_of(number)}")
    word.heading("Images", 1)
    for number in range(2):
        word.picture(number)
    word.save(path)
    return Truth([Post(caption_of(number)) for number in range(2)], unpaired=[0, 1])


def numbers_by_hand(path: Path) -> Truth:
    """Numbers typed before each post, pictures below."""
    word = Word()
    word.heading("Suggested posts", 1)
    for number in range(3):
        word.text(f"{number + 1}. {caption_of(number)}")
        word.picture(number)
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(3)])


def bands_in_a_table(path: Path) -> Truth:
    """Headings inside a headed table, over its whole width."""
    word = Word()
    table = word.table(5, 3)
    for column, heading in enumerate(("Channel", "Content", "Visual")):
        word.fill(table.cell(0, column), heading)
    for row, network in ((2, "LinkedIn"), (4, "X, Facebook")):
        word.fill(table.cell(row - 1, 0).merge(table.cell(row - 1, 2)), f"Week {row // 2}: awareness")
        word.fill(table.cell(row, 0), network)
        word.fill(table.cell(row, 1), caption_of(row))
        word.picture_in(table.cell(row, 2).paragraphs[0], row)
    word.save(path)
    return Truth(
        [
            Post(caption_of(2), [2], "linkedin"),
            Post(caption_of(4), [4], "x"),
            Post(caption_of(4), [4], "facebook"),
        ]
    )


CASES = (
    *(old_text_box, picture_before_heading, themed_sections, network_headings_in_post, parts_as_headings),
    *(fields_before, cropped_and_linked, same_picture_for_each, prose_with_pictures, pages_part, bold_labels),
    *(two_pairs_a_row, alternating_columns, captions_above_pictures_in_table, comment_and_footnote),
    *(numbered_table, plain_paragraphs_by_network, deleted_row_and_paragraph, grouped_shapes, repeating_items),
    *(one_each_or_all, pictures_apart, numbers_by_hand, bands_in_a_table),
)
