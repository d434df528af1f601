"""Tables with headings: each row (or, turned, each column) is a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .cells import NOTHING, cell_words, context_of, face_of, flat
from .document import Break, Cell, Link, Paragraph, Picture, Table, Text, pictures_in
from .labels import languages_in, platforms_in
from .links import links_of
from .pairing import distribute, give
from .roles import Role, Roles
from .unit import Context, Unit, tags_of
from .units import UnitReader

REASON = "the table's row says so"


def read_headed(table: Table, roles: Roles, context: Context) -> list[Unit]:
    """One unit for each caption in each row; rows may share merged cells."""
    if _is_gallery(table, roles):
        return _by_column(table, roles, context)
    units: list[Unit] = []
    made: dict[int, list[Unit]] = {}
    for row in range(roles.start, table.height):
        cells = {cell.column: cell for cell in table.cells if cell.row <= row < cell.row + cell.rows}
        by_role = [(roles.by_index.get(column, Role("")), cell) for column, cell in sorted(cells.items())]
        if len(cells) == 1 and not any(pictures_in(next(iter(cells.values())).blocks)):
            context = _band(cells, table, context)
            continue
        units += _row_units(by_role, context, made)
    return units


def read_transposed(table: Table, roles: Roles, context: Context) -> list[Unit]:
    """The same for a table whose first column holds the headings."""
    turned = Table(
        tuple(
            Cell(cell.blocks, cell.column, cell.row, cell.columns, cell.rows)
            for cell in sorted(table.cells, key=lambda one: (one.column, one.row))
        ),
        table.width,
        table.height,
        table.number,
        table.where,
    )
    if [role.name for role in roles.by_index.values()].count("caption") > 1 and not _has_variants(roles):
        return _as_list(table, context)
    return read_headed(turned, roles, context)


def _has_variants(roles: Roles) -> bool:
    """Several caption rows are for several networks or languages, not the same heading again and again."""
    seen = [
        (role.label.platforms, role.label.languages, role.label.number)
        for role in roles.by_index.values()
        if role.name == "caption"
    ]
    return len(set(seen)) == len(seen)


def _as_list(table: Table, context: Context) -> list[Unit]:
    """Heading and value, heading and value, for one post after another: read as labelled lines."""
    reader = UnitReader(replace(context, framed=True))
    for row in range(table.height):
        cells = sorted((cell for cell in table.cells if cell.row == row), key=lambda one: one.column)
        if not cells:
            continue
        head = cell_words(cells[0]).strip(" :")
        label = Paragraph(Text(f"{head}:"), strong=True, where=f"{table.where}, row {row + 1}")
        reader.paragraph(label)
        for cell in cells[1:]:
            for block in flat(cell.blocks):
                if isinstance(block, Paragraph):
                    reader.paragraph(block)
                elif isinstance(block, Picture):
                    reader.picture(block)
    reader.finish()
    return _settled(reader)


def _settled(reader: UnitReader) -> list[Unit]:
    """Each picture goes to the unit it stands in: the one before it."""
    last: Unit | None = None
    for item in reader.items:
        if isinstance(item, Unit):
            last = item
        elif isinstance(item, Picture) and last is not None:
            give(last, [item], REASON, 0.9)
    return [item for item in reader.items if isinstance(item, Unit) and item.has_words]


def _band(cells: dict[int, Cell], table: Table, context: Context) -> Context:
    cell = next(iter(cells.values()))
    words = cell_words(cell)
    return context_of(words, context) if cell.columns >= table.width else context


def _row_units(by_role: Sequence[tuple[Role, Cell]], context: Context, made: dict[int, list[Unit]]) -> list[Unit]:
    """The captions of one row with what its other cells say."""
    row_context = _row_context(by_role, context)
    fresh: list[Unit] = []
    units: list[Unit] = []
    for role, cell in by_role:
        if role.name == "caption":
            if id(cell) not in made:
                made[id(cell)] = _caption_units(role, cell, row_context)
                fresh += made[id(cell)]
            units += made[id(cell)]
    _say_fields(by_role, units)
    pictures = _row_pictures(by_role)
    if len({id(unit) for unit in units}) > 1 and _are_variants(units):
        for unit in units:
            give(unit, pictures, REASON, 0.95)
    else:
        distribute(units, pictures, REASON, 0.97)
    return fresh


def _are_variants(units: Sequence[Unit]) -> bool:
    """The captions of one row are one post's words for several networks or languages."""
    seen = [(caption.platforms, caption.languages) for unit in units for caption in unit.captions]
    return len(set(seen)) == len(seen)


def _row_context(by_role: Sequence[tuple[Role, Cell]], context: Context) -> Context:
    for role, cell in by_role:
        words = cell_words(cell)
        if role.name == "platform":
            context = replace(context, platforms=platforms_in(words) or context.platforms)
        elif role.name == "language":
            context = replace(context, languages=languages_in(words) or context.languages)
    return context


def _caption_units(role: Role, cell: Cell, context: Context) -> list[Unit]:
    label = role.label
    inside = replace(
        context, platforms=label.platforms or context.platforms, languages=label.languages or context.languages
    )
    face = face_of(cell, inside)
    units = face.units or _short_words(cell, inside)
    for unit in units:
        unit.labelled = True
        for name, values in face.fields.items():
            unit.fields.setdefault(name, []).extend(values)
    if face.pictures:
        distribute(units, face.pictures, "the cell holds both", 0.9)
    return units


def _short_words(cell: Cell, context: Context) -> list[Unit]:
    """A caption may be two words long where its column says that it is one."""
    reader = UnitReader(replace(context, framed=True))
    reader.read([block for block in flat(cell.blocks) if isinstance(block, Paragraph | Break)])
    units = [item for item in reader.items if isinstance(item, Unit) and item.has_words]
    return [unit for unit in units if not NOTHING.fullmatch(unit.words().strip())]


def _say_fields(by_role: Sequence[tuple[Role, Cell]], units: Sequence[Unit]) -> None:
    for role, cell in by_role:
        words = cell_words(cell)
        if role.name in ("caption", "", "note", "platform", "language") or not words or NOTHING.fullmatch(words):
            continue
        for unit in units:
            if role.name == "hashtags":
                for caption in unit.captions:
                    caption.tags += [tag for tag in tags_of(words) if tag not in caption.tags]
            elif role.name == "link":
                for caption in unit.captions:
                    caption.links += _links(cell)
            else:
                unit.fields.setdefault(role.name, []).append(words)


def _links(cell: Cell) -> list[Link]:
    return [link for one in flat(cell.blocks) if isinstance(one, Paragraph) for link in links_of(one.text)]


def _row_pictures(by_role: Sequence[tuple[Role, Cell]]) -> list[Picture]:
    """The pictures of the picture columns; of any other column than the caption's when there is no such column."""
    named = [picture for role, cell in by_role if role.name == "image" for picture in pictures_in(cell.blocks)]
    others = [picture for role, cell in by_role if role.name != "caption" for picture in pictures_in(cell.blocks)]
    return named or others


def _is_gallery(table: Table, roles: Roles) -> bool:
    """Every column is a post, and a row of pictures stands above or below the words."""
    if any(role.name != "caption" for role in roles.by_index.values()):
        return False
    rows = [[cell for cell in table.cells if cell.row == row] for row in range(roles.start, table.height)]
    only_pictures = [row for row in rows if row and all(_is_picture_cell(cell) for cell in row)]
    return len(only_pictures) == 1 and len(rows) == 2


def _is_picture_cell(cell: Cell) -> bool:
    return any(pictures_in(cell.blocks)) and len(cell_words(cell).split()) < 4


def _by_column(table: Table, roles: Roles, context: Context) -> list[Unit]:
    units: list[Unit] = []
    for column, role in roles.by_index.items():
        cells = [cell for cell in table.cells if cell.row >= roles.start and _covers(cell, column)]
        pictures = [picture for cell in cells for picture in pictures_in(cell.blocks)]
        found = [unit for cell in cells if not _is_picture_cell(cell) for unit in _caption_units(role, cell, context)]
        distribute(found, pictures, "caption and picture stand in one column", 0.95)
        units += found
    return units


def _covers(cell: Cell, column: int) -> bool:
    return cell.column <= column < cell.column + cell.columns
