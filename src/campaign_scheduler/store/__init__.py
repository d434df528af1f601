"""The store: what did happen and what will. SQLite in one file, or PostgreSQL by URL."""

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from .store import Store, open_store

__all__ = ["Connection", "IntegrityError", "Store", "open_store"]
