"""Plain text and Markdown: paragraphs, lists and headings as people type them."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from .document import Block, Break, Document, Link, Notes, Paragraph, Text
from .labels import split_label
from .limits import MB, Limits, Refused
from .progress import TellAt, nobody
from .vault import Vault

BULLET = re.compile(r"(\s*)(?:[-*•·▪◦‣–\uf0b7\uf0a7]|\d{1,2}[.)])\s+(?=\S)")
BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\Z")
RULE = re.compile(r"\s*([-_*=~])(?:\s*\1){2,}\s*\Z")
MD_LINK = re.compile(r"(?<!!)\[((?:[^\[\]\\]|\\.)+)\]\(\s*<?([^\s)>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
MD_IMAGE = re.compile(r"!\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^)>]+?)>?\s*\)")
AUTO_LINK = re.compile(r"<(https?://[^>\s]+)>")
EMPHASIS = re.compile(r"(?<![\w\\*_])(\*\*|__|\*|_)(?=\S)(.+?)(?<=[^\s\\])\1(?![\w*_])")
ESCAPE = re.compile(r"\\([\\`*_\[\]<>#+.()!-])")
BROKEN_ADDRESS = re.compile(r"https?://\S*[/\-_=?&.%]\Z")
WRAP = range(50, 101)
LARGEST_MB = 20


def read_text(path: Path, vault: Vault, limits: Limits, tell: TellAt = nobody) -> Document:
    """The text as blocks. Raises Refused when the bytes are no text."""
    if path.stat().st_size > LARGEST_MB * MB:
        raise Refused(f"a text of more than {LARGEST_MB} MB is no toolkit", "Choose the file that holds the captions.")
    notes = Notes()
    words = decoded(path.read_bytes(), notes)
    markdown = path.suffix.lower() in (".md", ".markdown")
    blocks = blocks_of(words, markdown=markdown)
    return Document(blocks, notes, plain=True)


def decoded(content: bytes, notes: Notes) -> str:
    """The text, whichever encoding it is in. Raises Refused."""
    from charset_normalizer import from_bytes

    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _as(content, codec)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    best = from_bytes(content[:200_000]).best()
    codec = _usual(content, best.encoding if best is not None else "cp1252")
    notes.warn(f"It is not in UTF-8; it was read as {codec}. Look whether accents and quotation marks are right.")
    return _as(content, codec)


def _usual(content: bytes, guess: str) -> str:
    """Windows-1252 unless something else is likelier: short texts mislead a guesser."""
    western = ("cp1250", "cp1252", "latin_1", "iso8859_1", "cp1254", "cp1258", "iso8859_15", "cp775", "cp437", "cp850")
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return guess
    high = sum(byte >= 0x80 for byte in content)
    few = high * 8 < len(content)
    return "cp1252" if guess in western or (few and not guess.startswith(("mac", "utf"))) else guess


def _as(content: bytes, codec: str) -> str:
    try:
        text = content.decode(codec, errors="replace")
    except LookupError:
        raise Refused("it is not text", "Save it again as UTF-8 text.") from None
    if text.count("\x00") > 2 or text.count("\ufffd") > max(8, len(text) // 50):
        raise Refused("it is not text in any usual encoding", "Save it again as UTF-8 text.")
    return text


def blocks_of(words: str, *, markdown: bool = False) -> list[Block]:
    """Paragraphs with breaks between them."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n---\n").split("\n")
    lines = [BOOKMARK.sub("", line).replace("\t", " ").rstrip() for line in lines]
    lines = _without_front_matter(lines) if markdown else lines
    lines = lines if markdown else _unwrapped(lines)
    found: list[Block] = []
    for number, line in enumerate(lines, 1):
        found += _block(line, lines[number] if number < len(lines) else "", number, markdown)
    return found


def _without_front_matter(lines: list[str]) -> list[str]:
    if lines and lines[0] == "---" and "---" in lines[1:60]:
        return lines[lines.index("---", 1) + 1 :]
    return lines


def _block(line: str, following: str, number: int, markdown: bool) -> list[Block]:
    where = f"line {number}"
    if not line.strip():
        return [Break("blank")]
    if RULE.match(line):
        return [Break("rule")]
    heading = HEADING.match(line) if markdown else None
    if heading:
        return [Paragraph(_text(heading[2], markdown), len(heading[1]), where=where)]
    if re.fullmatch(r"={3,}|-{3,}", following.strip()) and len(line.split()) <= 12 and following.strip():
        return [Paragraph(_text(line.strip(), markdown), 1 if following.strip()[0] == "=" else 2, where=where)]
    item = BULLET.match(line)
    depth = len(item[1].expandtabs(4)) // 2 if item else -1
    body = line[item.end() :] if item else line.strip()
    if not markdown:
        return [Paragraph(Text(body.strip()), depth=depth, where=where)]
    return _markdown_line(body.strip(), depth, where)


def _markdown_line(body: str, depth: int, where: str) -> list[Block]:
    """A picture in Markdown is a file's name with alt text, said as fields."""
    fields: list[Block] = []
    for image in MD_IMAGE.finditer(body):
        fields.append(Paragraph(Text(f"Image: {image[2]}"), where=where))
        if image[1].strip():
            fields.append(Paragraph(Text("Alt text: " + _plain(image[1])), where=where))
    rest = MD_IMAGE.sub("", body).strip()
    strong = bool(re.fullmatch(r"(\*\*|__).+\1:?", rest))
    words = [Paragraph(_text(rest, True), depth=depth, strong=strong, where=where)] if rest else []
    return [*words, *fields]


def _text(words: str, markdown: bool) -> Text:
    if not markdown:
        return Text(words)
    plain, links, at = "", list[Link](), 0
    for found in sorted([*MD_LINK.finditer(words), *AUTO_LINK.finditer(words)], key=lambda one: one.start()):
        if found.start() < at:
            continue
        plain += _bare(words[at : found.start()])
        auto = found.re is AUTO_LINK
        shown, url = (found[1], found[1]) if auto else (_bare(found[1]), found[2])
        links.append(Link(shown, url, len(plain)))
        plain += shown
        at = found.end()
    return Text(plain + _bare(words[at:]), tuple(links))


def _bare(words: str) -> str:
    """Without emphasis marks and escapes; an address keeps its underscores."""
    pieces = re.split(r"(https?://\S+)", words)
    done = [piece if piece.startswith("http") else _plain(piece) for piece in pieces]
    return "".join(done)


def _plain(words: str) -> str:
    for _ in range(3):
        words = EMPHASIS.sub(lambda match: match[2], words)
    return ESCAPE.sub(lambda match: match[1], words)


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines that a program broke at a fixed width, joined again; others as they are."""
    full = [len(line) for line, after in pairwise(lines) if line.strip() and after.strip()]
    if len(full) < 4 or max(map(len, lines)) > max(WRAP) or sum(length in WRAP for length in full) < 0.8 * len(full):
        return lines
    widest = max(full)
    found: list[list[str]] = []
    for line in lines:
        if found and _goes_on(found[-1][-1], line, widest):
            found[-1].append(line.strip())
        else:
            found.append([line])
    return [_joined(parts) for parts in found]


def _goes_on(last: str, line: str, widest: int) -> bool:
    """The line before was full: the next word would not have fitted."""
    if not last.strip() or not line.strip() or BULLET.match(line) or split_label(Text(line)) is not None:
        return False
    ends = last.rstrip()[-1] in ".!?:" and line.lstrip()[0].isupper()
    return not ends and len(last) + len(line.split()[0]) + 1 > widest - 12


def _joined(parts: list[str]) -> str:
    """One line; an address that was broken goes on without a space."""
    text = parts[0]
    for last, line in pairwise(parts):
        text += line if BROKEN_ADDRESS.search(last) else f" {line}"
    return text
