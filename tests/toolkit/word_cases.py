"""Word documents as partners make them, each a function that writes one and gives the truth."""

from __future__ import annotations

from pathlib import Path

from support.toolkits import Post, Truth, caption_of
from support.word import Word, hidden, merged_down, xml

READ = " Read more at https://example.org/report"


def side_by_side(path: Path) -> Truth:
    """A table, caption left and picture right, with labels; an introduction above."""
    word = Word()
    word.heading("Sleep well toolkit", 0)
    word.text("Thank you for supporting the campaign. Please use these posts on your channels.")
    word.heading("Social media posts", 1)
    table = word.table(3, 2)
    for row in range(3):
        word.fill(table.cell(row, 0), "Caption:", caption_of(row), "Read more at https://example.org/report")
        word.picture_in(table.cell(row, 1).paragraphs[0], row, alt=f"A drawing, number {row}")
    word.save(path)
    return Truth([Post(caption_of(row, READ), [row], alts=[f"A drawing, number {row}"]) for row in range(3)])


def picture_left(path: Path) -> Truth:
    """The same without labels or headings, picture on the left."""
    word = Word()
    table = word.table(3, 2)
    for row in range(3):
        word.picture_in(table.cell(row, 0).paragraphs[0], row)
        word.fill(table.cell(row, 1), caption_of(row))
    word.save(path)
    return Truth([Post(caption_of(row), [row]) for row in range(3)])


def picture_above(path: Path) -> Truth:
    """No table: each picture above its caption."""
    word = Word()
    word.heading("Suggested social media posts", 1)
    for number in range(3):
        word.picture(number)
        word.text(caption_of(number))
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(3)])


def picture_below(path: Path) -> Truth:
    """Each picture below its caption of two paragraphs."""
    word = Word()
    word.heading("Suggested social media posts", 1)
    word.text("Below are posts for you to share on your channels.")
    for number in range(3):
        word.text(caption_of(number))
        word.text("Find out more at https://example.org/more")
        word.picture(number)
    word.save(path)
    return Truth([Post(caption_of(n, " Find out more at https://example.org/more"), [n]) for n in range(3)])


def gallery(path: Path) -> Truth:
    """A grid of cells, each with picture and words."""
    word = Word()
    word.heading("Posts to share", 1)
    table = word.table(2, 2)
    for number in range(4):
        cell = table.cell(number // 2, number % 2)
        word.picture_in(cell.paragraphs[0], number)
        cell.add_paragraph(caption_of(number))
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(4)])


def gallery_in_rows(path: Path) -> Truth:
    """A row of pictures, a row of captions below it, twice."""
    word = Word()
    table = word.table(4, 2)
    for number in range(4):
        top = number // 2 * 2
        word.picture_in(table.cell(top, number % 2).paragraphs[0], number)
        word.fill(table.cell(top + 1, number % 2), caption_of(number))
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(4)])


def headed_table(path: Path) -> Truth:
    """A table with headings: date, network, copy, picture, alt text, hashtags."""
    word = Word()
    word.heading("Content plan", 1)
    table = word.table(3, 6)
    for column, heading in enumerate(("Date", "Platform", "Suggested copy", "Image", "Alt text", "Hashtags")):
        word.fill(table.cell(0, column), heading)
    networks = ("Twitter", "LinkedIn")
    for row in (1, 2):
        word.fill(table.cell(row, 0), f"{row} March 2027")
        word.fill(table.cell(row, 1), networks[row - 1])
        word.fill(table.cell(row, 2), caption_of(row))
        word.picture_in(table.cell(row, 3).paragraphs[0], row)
        word.fill(table.cell(row, 4), f"Two people on a bench, {row}")
        word.fill(table.cell(row, 5), "#SleepWell #Care")
    word.save(path)
    return Truth(
        [
            Post(caption_of(1), [1], "x", hashtags=["#SleepWell", "#Care"], alts=["Two people on a bench, 1"]),
            Post(caption_of(2), [2], "linkedin", hashtags=["#SleepWell", "#Care"], alts=["Two people on a bench, 2"]),
        ]
    )


def network_columns(path: Path) -> Truth:
    """A column for each network's words, one picture for both."""
    word = Word()
    table = word.table(3, 3)
    for column, heading in enumerate(("X / Twitter", "LinkedIn", "Graphic")):
        word.fill(table.cell(0, column), heading)
    for row in (1, 2):
        word.fill(table.cell(row, 0), f"Short words about item {row} for you. #Care")
        word.fill(table.cell(row, 1), caption_of(row))
        word.picture_in(table.cell(row, 2).paragraphs[0], row)
    word.save(path)
    posts = []
    for row in (1, 2):
        posts.append(Post(f"Short words about item {row} for you. #Care", [row], "x", hashtags=["#Care"]))
        posts.append(Post(caption_of(row), [row], "linkedin"))
    return Truth(posts)


def merged_picture(path: Path) -> Truth:
    """One picture, merged over three rows, for three captions; then one of its own."""
    word = Word()
    word.heading("Social media captions", 1)
    table = word.table(4, 2)
    for row in range(4):
        word.fill(table.cell(row, 0), caption_of(row))
    word.picture_in(merged_down(table, 1, 0, 2).paragraphs[0], 1)
    word.picture_in(table.cell(3, 1).paragraphs[0], 2)
    word.save(path)
    return Truth([Post(caption_of(row), [1]) for row in range(3)] + [Post(caption_of(3), [2])])


def carousel(path: Path) -> Truth:
    """Several pictures for one caption."""
    word = Word()
    table = word.table(2, 2)
    for row, numbers in enumerate(((0, 1, 2), (3,))):
        word.fill(table.cell(row, 0), f"Caption {row + 1}: {caption_of(row)}")
        for number in numbers:
            word.picture_in(table.cell(row, 1).paragraphs[0], number)
    word.save(path)
    return Truth([Post(caption_of(0), [0, 1, 2]), Post(caption_of(1), [3])])


def variants_by_label(path: Path) -> Truth:
    """One post under a heading, with words for several networks and one picture."""
    word = Word()
    word.heading("Social media", 1)
    for number in (1, 2):
        word.heading(f"Post {number}", 2)
        word.text(f"X/Twitter: Short words about {number}, told in one line. #Care")
        word.text(f"LinkedIn and Facebook: {caption_of(number)}")
        word.picture(number)
        word.text(f"Alt text: A card with the number {number}")
    word.save(path)
    posts = []
    for number in (1, 2):
        alts = [f"A card with the number {number}"]
        posts.append(Post(f"Short words about {number}, told in one line. #Care", [number], "x", alts=alts))
        posts.append(Post(caption_of(number), [number], "linkedin", alts=alts))
        posts.append(Post(caption_of(number), [number], "facebook", alts=alts))
    return Truth(posts)


def network_sections(path: Path) -> Truth:
    """A heading for each network, a list of posts below."""
    word = Word()
    word.heading("Campaign toolkit", 0)
    word.heading("Twitter", 1)
    for number in range(3):
        word.text(caption_of(number), style="List Bullet")
    word.heading("LinkedIn", 1)
    for number in range(3, 5):
        word.text(caption_of(number), style="List Number")
    word.save(path)
    return Truth(
        [Post(caption_of(n), [], "x") for n in range(3)] + [Post(caption_of(n), [], "linkedin") for n in range(3, 5)]
    )


def languages(path: Path) -> Truth:
    """English and Welsh sections."""
    word = Word()
    word.heading("Social media captions", 1)
    word.heading("English", 2)
    word.text(f"Caption: {caption_of(1)}")
    word.picture(1)
    word.heading("Cymraeg", 2)
    word.text("Caption: Dywedodd pobl ifanc wrthym beth sy’n eu helpu nhw i deimlo’n well bob dydd.")
    word.picture(2)
    word.save(path)
    welsh = "Dywedodd pobl ifanc wrthym beth sy’n eu helpu nhw i deimlo’n well bob dydd."
    return Truth([Post(caption_of(1), [1], language="en"), Post(welsh, [2], language="cy")])


def text_boxes(path: Path) -> Truth:
    """Captions in text boxes (with their fallback for old programs), each followed by its picture."""
    word = Word()
    word.heading("Social media posts", 1)
    for number in range(3):
        word.raw(f"<w:p><w:r>{word.text_box(caption_of(number))}</w:r></w:p>")
        word.raw(f"<w:p><w:r>{word.drawing(number)}</w:r></w:p>")
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(3)])


def box_with_both(path: Path) -> Truth:
    """Each text box holds words and picture."""
    word = Word()
    word.heading("Posts", 1)
    for number in range(3):
        inside = f"<w:p><w:r>{word.drawing(number)}</w:r></w:p>"
        word.raw(f"<w:p><w:r>{word.text_box(caption_of(number), inside=inside)}</w:r></w:p>")
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(3)])


def floating(path: Path) -> Truth:
    """A floating picture anchored in each caption's paragraph."""
    word = Word()
    word.heading("Social media", 1)
    for number in range(3):
        word.raw(
            f"<w:p><w:r>{word.drawing(number, floating=True)}</w:r><w:r><w:t>{caption_of(number)}</w:t></w:r></w:p>"
        )
    word.save(path)
    return Truth([Post(caption_of(number), [number]) for number in range(3)])


def content_controls(path: Path) -> Truth:
    """Words in content controls; one that only asks for words is none."""
    word = Word()
    table = word.table(2, 2)
    for row in range(2):
        table.cell(row, 0)._tc.append(
            xml(
                f"<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>{caption_of(row)}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            )
        )
        word.picture_in(table.cell(row, 1).paragraphs[0], row)
    word.raw(
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Click or tap here to enter text for "
        "this post please.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    word.save(path)
    return Truth([Post(caption_of(row), [row]) for row in range(2)], never=["Click or tap here"])


def tracked_changes(path: Path) -> Truth:
    """Inserted words are read, deleted and hidden ones never."""
    word = Word()
    table = word.table(1, 2)
    paragraph = table.cell(0, 0).paragraphs[0]
    paragraph.add_run("Caption: Young people told us ")
    paragraph._p.append(xml('<w:ins w:id="1" w:author="A"><w:r><w:t xml:space="preserve">kindly </w:t></w:r></w:ins>'))
    paragraph._p.append(xml('<w:del w:id="2" w:author="A"><w:r><w:delText>SECRETLY </w:delText></w:r></w:del>'))
    paragraph.add_run("what helps them feel better.")
    hidden(paragraph.add_run(" INTERNAL NOTE"))
    word.picture_in(table.cell(0, 1).paragraphs[0], 1)
    word.save(path)
    post = Post("Young people told us kindly what helps them feel better.", [1])
    return Truth([post], never=["SECRETLY", "INTERNAL"], warned=["tracked changes", "hidden text"])


def links(path: Path) -> Truth:
    """Links by relationship, by field code with switches, and an address broken by a line break."""
    word = Word()
    word.heading("Suggested captions", 1)
    first = word.text("Caption: Young people told us what helps them. Read the report ")
    word.link(first, "here", "https://example.org/report?a=1&amp;b=2")
    second = word.text("Caption: Listen to what young Londoners say about services. ")
    code = 'HYPERLINK "https://example.org/listen" \\l "part" \\o "Tip"'
    for piece in (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'.replace('"https', "&quot;https"),
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        "<w:r><w:t>Listen now</w:t></w:r>",
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ):
        second._p.append(xml(piece))
    word.save(path)
    return Truth(
        [
            Post(
                "Young people told us what helps them. Read the report here",
                links=[("here", "https://example.org/report?a=1&amp;b=2")],
            ),
            Post(
                "Listen to what young Londoners say about services. Listen now",
                links=[("Listen now", "https://example.org/listen#part")],
            ),
        ]
    )


def machine_alt(path: Path) -> Truth:
    """Alt text that a program made is none; the author's own is kept."""
    word = Word()
    table = word.table(3, 2)
    alts = ("A picture containing text\n\nDescription automatically generated", "Picture 4", "Two nurses smiling")
    for row, alt in enumerate(alts):
        word.fill(table.cell(row, 0), caption_of(row))
        word.picture_in(table.cell(row, 1).paragraphs[0], row, alt=alt)
    word.save(path)
    given = ([""], [""], ["Two nurses smiling"])
    return Truth([Post(caption_of(row), [row], alts=given[row]) for row in range(3)])


def logos(path: Path) -> Truth:
    """A logo in the header, icons beside the captions, a decorative picture: all set aside."""
    word = Word()
    word.picture_in(word.document.sections[0].header.paragraphs[0], 7)
    word.heading("Social media posts", 1)
    table = word.table(3, 3)
    for row in range(3):
        word.picture_in(table.cell(row, 0).paragraphs[0], 6, size=(40, 40), inches=0.3)
        word.fill(table.cell(row, 1), caption_of(row))
        word.picture_in(table.cell(row, 2).paragraphs[0], row)
    extra = '<a:extLst><a:ext uri="{C183D7F6}"><adec:decorative val="1"/></a:ext></a:extLst>'
    word.raw(f"<w:p><w:r>{word.drawing(5, extra=extra)}</w:r></w:p>")
    word.save(path)
    return Truth([Post(caption_of(row), [row]) for row in range(3)], set_aside=[7, 5])


def counts_differ(path: Path) -> Truth:
    """Three captions, then two pictures: nothing is paired, and it is said."""
    word = Word()
    word.heading("Suggested posts", 1)
    for number in range(3):
        word.text(f"Caption {number + 1}: {caption_of(number)}")
    for number in range(2):
        word.picture(number)
    word.save(path)
    return Truth([Post(caption_of(number)) for number in range(3)], unpaired=[0, 1])


def nested_table(path: Path) -> Truth:
    """A layout table whose cells hold tables of their own."""
    word = Word()
    outer = word.table(1, 2)
    for column in range(2):
        inner = outer.cell(0, column).add_table(2, 1)
        word.picture_in(inner.cell(0, 0).paragraphs[0], column)
        word.fill(inner.cell(1, 0), caption_of(column))
    word.save(path)
    return Truth([Post(caption_of(column), [column]) for column in range(2)])


def key_and_value(path: Path) -> Truth:
    """A table for each post, its first column saying what the second holds."""
    word = Word()
    for number in range(2):
        table = word.table(4, 2)
        for row, heading in enumerate(("Platform", "Copy", "Image", "Alt text")):
            word.fill(table.cell(row, 0), heading)
        word.fill(table.cell(0, 1), "LinkedIn")
        word.fill(table.cell(1, 1), caption_of(number))
        word.picture_in(table.cell(2, 1).paragraphs[0], number)
        word.fill(table.cell(3, 1), f"A poster on a wall, {number}")
        word.text("")
    word.save(path)
    return Truth([Post(caption_of(n), [n], "linkedin", alts=[f"A poster on a wall, {n}"]) for n in range(2)])


def full_toolkit(path: Path) -> Truth:
    """Aims, article copy, posts, downloads, contact: only the posts are drafts."""
    word = Word()
    word.heading("Sleep well: communications toolkit", 0)
    word.text("Sleep matters to everybody. This toolkit helps you to tell people about it.")
    word.heading("About the campaign", 1)
    for aim in ("Tell people what good sleep is, and why it matters", "Help people to find support in their area"):
        word.text(aim, style="List Bullet")
    word.picture(7)
    word.heading("Newsletter copy", 1)
    word.heading("Why sleep matters", 2)
    for _ in range(3):
        word.text("Good sleep helps people of every age to think, to learn, and to stay well. " * 3)
    word.heading("Social media", 1)
    word.text("Please use these posts on your channels.")
    for number in range(2):
        word.text(f"Caption: {caption_of(number)}")
        word.picture(number)
    word.heading("Downloads", 1)
    word.link(word.text("You can download the "), "poster (PDF)", "https://example.org/poster.pdf")
    word.heading("Contact", 1)
    word.text("For more information please contact the team at sleep@example.org")
    word.save(path)
    return Truth(
        [Post(caption_of(number), [number]) for number in range(2)],
        articles=1,
        resources=["https://example.org/poster.pdf"],
        unpaired=[7],
    )


def emoji_and_rtl(path: Path) -> Truth:
    """Emoji, line breaks, non-breaking spaces and right-to-left words are kept as they are."""
    word = Word()
    table = word.table(2, 2)
    word.fill(table.cell(0, 0), "Ready? 👩🏽‍⚕️ Let’s\u00a0talk “openly” about sleep –\nbook today 💤 #SleepWell")
    word.fill(table.cell(1, 0), "استمع إلى أصوات الشباب حول الصحة النفسية في لندن اليوم")
    for row in range(2):
        word.picture_in(table.cell(row, 1).paragraphs[0], row)
    word.save(path)
    return Truth(
        [
            Post(
                "Ready? 👩🏽‍⚕️ Let’s\u00a0talk “openly” about sleep –\nbook today 💤 #SleepWell",
                [0],
                hashtags=["#SleepWell"],
            ),
            Post("استمع إلى أصوات الشباب حول الصحة النفسية في لندن اليوم", [1]),
        ]
    )


CASES = (
    *(side_by_side, picture_left, picture_above, picture_below, gallery, gallery_in_rows, headed_table),
    *(network_columns, merged_picture, carousel, variants_by_label, network_sections, languages, text_boxes),
    *(box_with_both, floating, content_controls, tracked_changes, links, machine_alt, logos, counts_differ),
    *(nested_table, key_and_value, full_toolkit, emoji_and_rtl),
)
