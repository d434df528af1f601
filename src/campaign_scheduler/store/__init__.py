"""The store: what did happen and what will. SQLite in one file, or PostgreSQL by URL."""

from sqlalchemy import Connection

from .store import Store, open_store

__all__ = ["Connection", "Store", "open_store"]
