"""Tables that people keep: read with line numbers, and written back without disturbing the rest."""

from .files import FileInUseError, replace_file
from .table import Cell, FileChangedError, Table, TableError, read_table, write_cells, write_edits

__all__ = [
    "Cell",
    "FileChangedError",
    "FileInUseError",
    "Table",
    "TableError",
    "read_table",
    "replace_file",
    "write_cells",
    "write_edits",
]
