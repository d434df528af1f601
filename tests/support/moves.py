"""The design's table of a delivery's life, copied as data, and a guard in the database that lets no other move pass."""

from __future__ import annotations

from campaign_scheduler.store import Store

TABLE = {
    "awaiting_signoff": {"scheduled", "held", "missed", "cancelled"},
    "scheduled": {"publishing", "awaiting_signoff", "held", "missed", "cancelled"},
    "publishing": {"published", "failed", "unconfirmed", "scheduled"},
    "unconfirmed": {"published", "scheduled", "held"},
    "failed": {"scheduled", "cancelled"},
    "missed": {"scheduled", "cancelled"},
    "held": {"scheduled", "cancelled"},
    "cancelled": {"scheduled"},
    "published": set[str](),
}
"""Every return to scheduled runs sign-off again, so what a person sends back may also come to wait for approval."""
SENT_BACK = ("failed", "missed", "held", "cancelled")
WHY = "a move that the table does not allow"
LEGAL = {(old, new) for old, after in TABLE.items() for new in after} | {(old, "awaiting_signoff") for old in SENT_BACK}


def guard(store: Store) -> None:
    """From now on a write of another move, or of a move without a new revision, fails whoever makes it."""
    legal = ", ".join(f"'{old}>{new}'" for old, new in sorted(LEGAL))
    moves = "old.state <> new.state AND (old.state || '>' || new.state"
    wrong = f"{moves} NOT IN ({legal}) OR new.revision <= old.revision)"
    start = "CREATE TRIGGER only_legal_moves BEFORE UPDATE OF state ON deliveries"
    with store.write() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"{start} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{WHY}'); END")
        else:
            body = f"BEGIN IF {wrong} THEN RAISE EXCEPTION '{WHY}'; END IF; RETURN new; END"
            connection.exec_driver_sql(
                f"CREATE FUNCTION only_legal_moves() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
            )
            connection.exec_driver_sql(f"{start} FOR EACH ROW EXECUTE FUNCTION only_legal_moves()")
