"""Tables become units: by their headings where they have some, else by which cells stand side by side or in columns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .cells import Face, cell_words, context_of, face_of, is_worthy
from .columns import read_headed, read_transposed
from .document import Block, Cell, Picture, Table, paragraphs_in, pictures_in
from .labels import read_label
from .pairing import distribute, give, leave
from .roles import header_roles, side_roles
from .unit import Context, Unit


def table_units(table: Table, context: Context, accept: bool) -> list[Unit]:
    """The table's posts. `accept` is whether words without a picture or a label may be captions here."""
    inner = [unit for cell in table.cells for block in cell.blocks for unit in _nested(block, context, accept)]
    if inner:
        return inner + table_units(_without_nested(table), context, accept)
    roles, sides = header_roles(table), side_roles(table)
    if roles is not None and (roles.names_words or sides is None or not sides.names_words):
        return read_headed(table, roles, context)
    if sides is not None:
        return read_transposed(table, sides, context)
    return GridReader(table, context, accept).read()


def _nested(block: Block, context: Context, accept: bool) -> list[Unit]:
    """The posts of an inner table that is whole in itself: it holds captions and pictures of its own."""
    if not isinstance(block, Table):
        return []
    whole = any(pictures_in([block])) and any(len(one.words.split()) >= 4 for one in paragraphs_in([block]))
    return table_units(block, context, accept) if whole else []


def _without_nested(table: Table) -> Table:
    cells = []
    for cell in table.cells:
        blocks = tuple(
            one for one in cell.blocks if not (isinstance(one, Table) and any(pictures_in([one])) and _wordy(one))
        )
        cells.append(replace(cell, blocks=blocks))
    return replace(table, cells=tuple(cells))


def _wordy(table: Table) -> bool:
    return any(len(one.words.split()) >= 4 for one in paragraphs_in([table]))


@dataclass(slots=True)
class GridReader:
    """A table without headings."""

    table: Table
    context: Context
    accept: bool

    def read(self) -> list[Unit]:
        faces = self._faces()
        self._say_below(faces)
        galleries = self._galleries(faces)
        done = {id(face) for face in galleries}
        for group in self._beside(faces):
            self._pair_beside(group)
            done |= {id(face) for face in group}
        rest = [face for face in faces if id(face) not in done]
        done |= self._pair_columns(rest)
        found = [unit for face in faces for unit in face.units if id(face) in done or self._stands(unit, faces)]
        return [unit for unit in found if unit.has_words]

    def _faces(self) -> list[Face]:
        """Every cell, knowing what its row's labels and the spanning rows above say."""
        faces, above = [], self.context
        for row in range(self.table.height):
            cells = [cell for cell in self.table.cells if cell.row == row]
            if _is_band(cells, self.table):
                above = context_of(cell_words(cells[0]), replace(self.context, date=""))
                continue
            context = above
            for cell in cells:
                if not any(pictures_in(cell.blocks)):
                    context = context_of(cell_words(cell), context)
            read = [face_of(cell, context) for cell in cells]
            self._say_fields(read)
            faces += read
        return faces

    def _say_fields(self, row: Sequence[Face]) -> None:
        """What cells without a caption say (a date, an alt text) is said of their row's captions."""
        units = [unit for face in row for unit in face.units]
        for face in row:
            if not face.units and not face.pictures:
                for unit in units:
                    for name, values in face.fields.items():
                        unit.fields.setdefault(name, []).extend(values)

    def _say_below(self, faces: Sequence[Face]) -> None:
        """A row without captions says its fields of the caption above it in the same column, or of the only one."""
        captions = [face for face in faces if face.units]
        for face in faces:
            if face.kind != "words" or any(_share_row(one, face) for one in captions):
                continue
            above = [one for one in captions if _share_column(one, face) and one.cell.row < face.cell.row]
            home = above[-1:] or (captions if len(captions) == 1 else [])
            self._take_fields(face, [unit for one in home for unit in one.units])

    def _galleries(self, faces: Sequence[Face]) -> list[Face]:
        """Cells that hold both; where a cell of words alone stands beside one, those are the caption."""
        found = []
        for face in faces:
            if face.kind != "both":
                continue
            beside = [one for one in faces if one is not face and one.kind == "caption" and _share_row(one, face)]
            if beside and not any(unit.labelled for unit in face.units):
                face.units[0].notes.append("Words beside the picture were left.")
                face.units = []
                continue
            self._take_fields(face, face.units)
            distribute(face.units, face.pictures, "the cell holds both", 0.9)
            found.append(face)
        return found

    def _beside(self, faces: Sequence[Face]) -> list[list[Face]]:
        """Groups of captions and pictures that share rows, merged cells joining several rows."""
        groups: list[list[Face]] = []
        for face in faces:
            if face.kind not in ("caption", "picture"):
                continue
            touching = [group for group in groups if any(_share_row(one, face) for one in group)]
            merged = [one for group in touching for one in group] + [face]
            groups = [group for group in groups if group not in touching] + [merged]
        return [group for group in groups if {face.kind for face in group} == {"caption", "picture"}]

    def _pair_beside(self, group: Sequence[Face]) -> None:
        captions = [face for face in group if face.kind == "caption"]
        pictures = [face for face in group if face.kind == "picture"]
        for face in pictures:
            partners = [one for one in captions if _share_row(one, face)]
            if len(partners) == 1:
                self._take_fields(face, partners[0].units)
        if len(captions) == 1 or len(pictures) == 1:
            units = [unit for face in captions for unit in face.units]
            taken = [picture for face in pictures for picture in face.pictures]
            reason = "the picture stands beside it in the same row"
            if len(captions) > 1 or len(units) == 1:
                _share(units, taken, reason)
            else:
                distribute(units, taken, reason, 0.95)
        elif (pairs := _alternating(group)) is not None:
            for caption, picture in pairs:
                self._take_fields(picture, caption.units)
                distribute(caption.units, picture.pictures, "caption and picture stand side by side", 0.9)
        else:
            units = [unit for face in captions for unit in face.units]
            leave(units, [picture for face in pictures for picture in face.pictures])

    def _take_fields(self, face: Face, units: Sequence[Unit]) -> None:
        for unit in units:
            for name, values in face.fields.items():
                unit.fields.setdefault(name, []).extend(values)

    def _pair_columns(self, faces: Sequence[Face]) -> set[int]:
        """Rows of pictures with rows of captions below or above them; gives the cells that were seen to."""
        rows = [self._row_kind(faces, row) for row in range(self.table.height)]
        order = [(row, kind) for row, kind in enumerate(rows) if kind in ("caption", "picture")]
        kinds = [kind for _, kind in order]
        if set(kinds) != {"caption", "picture"}:
            return set()
        captions = [face for face in faces if face.kind == "caption"]
        pictures = [face for face in faces if face.kind == "picture"]
        alternates = len(kinds) % 2 == 0 and all(one != two for one, two in itertools.pairwise(kinds))
        if not alternates:
            units = [unit for face in captions for unit in face.units]
            leave(units, [picture for face in pictures for picture in face.pictures])
            return {id(face) for face in captions}
        for first, second in zip(order[::2], order[1::2], strict=True):
            self._pair_rows([one for one in faces if one.cell.row in (first[0], second[0])])
        return {id(face) for face in faces}

    def _row_kind(self, faces: Sequence[Face], row: int) -> str:
        kinds = {face.kind for face in faces if face.cell.row == row} & {"caption", "picture"}
        return kinds.pop() if len(kinds) == 1 else ""

    def _pair_rows(self, faces: Sequence[Face]) -> None:
        captions = [face for face in faces if face.kind == "caption"]
        pictures = [face for face in faces if face.kind == "picture"]
        for face in captions:
            over = [one for one in pictures if _share_column(one, face)]
            below = [one for one in captions if any(_share_column(one, picture) for picture in over)]
            taken = [picture for one in over for picture in one.pictures]
            for one in over:
                self._take_fields(one, face.units if len(below) == 1 else [])
            if len(below) == 1 or len(over) == 1:
                _share(face.units, taken, "caption and picture stand in one column")
            else:
                leave(face.units, taken)

    def _stands(self, unit: Unit, faces: Sequence[Face]) -> bool:
        """Whether words without a picture are a post here."""
        return unit.labelled or (self.accept and is_worthy(unit, False))


def _share(units: Sequence[Unit], pictures: Sequence[Picture], reason: str) -> None:
    if len(units) > 1 and len(pictures) > 1:
        leave(units, pictures)
        return
    shared = f"{reason}; one picture for {len(units)} captions" if len(units) > 1 else reason
    for unit in units:
        give(unit, pictures, shared, 0.85 if len(units) > 1 else 0.95)


def _alternating(group: Sequence[Face]) -> list[tuple[Face, Face]] | None:
    """(caption, picture) pairs when a row goes caption, picture, caption, picture, or the other way round."""
    ordered = sorted(group, key=lambda face: (face.cell.row, face.cell.column))
    if len({face.cell.row for face in ordered}) != 1 or len(ordered) % 2 or any(face.cell.rows > 1 for face in ordered):
        return None
    kinds = [face.kind for face in ordered]
    if any(one == two for one, two in itertools.pairwise(kinds)):
        return None
    pairs = list(zip(ordered[::2], ordered[1::2], strict=True))
    return pairs if kinds[0] == "caption" else [(two, one) for one, two in pairs]


def _share_row(one: Face, two: Face) -> bool:
    return any(two.covers_row(row) for row in range(one.cell.row, one.cell.row + one.cell.rows))


def _share_column(one: Face, two: Face) -> bool:
    return any(two.covers_column(column) for column in range(one.cell.column, one.cell.column + one.cell.columns))


def _is_band(cells: Sequence[Cell], table: Table) -> bool:
    """A row of one short cell across the whole table: a heading inside it."""
    if len(cells) != 1 or table.width < 2 or cells[0].columns < table.width or any(pictures_in(cells[0].blocks)):
        return False
    words = cell_words(cells[0])
    label = read_label(words)
    return 0 < len(words.split()) <= 8 and words[-1] not in ".!?" and (label is None or not label.field)
