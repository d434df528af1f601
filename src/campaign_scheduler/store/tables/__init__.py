"""The tables. docs/store.md tells a reviewer what each column means; migrations/ makes them."""

from .metadata import metadata
from .posting import accounts, attempts, blobs, campaigns, deliveries, freezes, journal, removals, rendered_posts
from .running import daemons, events, notifications, pauses, store_facts
from .signoff import approval_link_posts, approval_links, approvals
from .users import entry_links, people, sessions
from .vault import pending_connections, secrets

__all__ = [
    "accounts",
    "approval_link_posts",
    "approval_links",
    "approvals",
    "attempts",
    "blobs",
    "campaigns",
    "daemons",
    "deliveries",
    "entry_links",
    "events",
    "freezes",
    "journal",
    "metadata",
    "notifications",
    "pauses",
    "pending_connections",
    "people",
    "removals",
    "rendered_posts",
    "secrets",
    "sessions",
    "store_facts",
]
