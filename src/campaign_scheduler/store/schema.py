"""Brings a store to the shape this program knows, in one transaction, or says why it cannot."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from ..model.errors import SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0007"
"""The newest migration; a test compares it with the folder, so that opening a store need not load Alembic."""


def is_current(connection: Connection) -> bool:
    """Whether nothing is missing. Raises SettingsError for a store newer than the program or not ours."""
    current = version(connection)
    if current is not None and current > HEAD:
        raise SettingsError(
            f"the store was written by a newer version of this program (its version is {current}, ours is {HEAD})",
            remedy="Install the newer version; nothing was changed.",
        )
    return current == HEAD


def version(connection: Connection) -> str | None:
    """The layout's version, or None for an empty database. Raises SettingsError for one that is not ours."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if tables:
            raise SettingsError(
                "the database holds other tables, so it was left alone",
                remedy="Point CAMPAIGN_DATABASE_URL to an empty database or to the store.",
            )
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: Connection) -> None:
    """Run the missing migrations."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
