"""Nothing writes a delivery's state but the store's known modules, and none of them makes a move outside the table."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Connection, update
from sqlalchemy.exc import DBAPIError

import campaign_scheduler
import support.office
from campaign_scheduler.model.delivery import MOVES, State, check_move
from campaign_scheduler.model.errors import DeliveryError
from campaign_scheduler.store import deliveries, outcomes, releases
from campaign_scheduler.store import tables as t
from campaign_scheduler.store.post_log import Filter, entries
from support.moves import LEGAL, SENT_BACK, TABLE
from support.office import Office, posts

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
PAIRS = [(old, new) for old, new in product(State, State) if old is not new]
WRITERS = {
    "store/approvals.py": "what approvals allow",
    "store/claims.py": "the claim and the outcome",
    "store/deliveries.py": "apply",
    "store/holding.py": "a restore",
    "store/outcomes.py": "lateness, freezes, looks, people",
    "store/recovery.py": "deaths and stops",
    "store/releases.py": "a backlog",
}


def test_the_code_has_the_designs_table_and_nothing_else() -> None:
    assert {(old.value, new.value) for old, after in MOVES.items() for new in after} == LEGAL
    assert set(TABLE) == {state.value for state in State}
    assert all("scheduled" in TABLE[state] for state in SENT_BACK)


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=lambda state: state.value)
def test_each_move_is_allowed_or_raises(old: State, new: State) -> None:
    if (old.value, new.value) in LEGAL:
        check_move(old, new)
    else:
        with pytest.raises(DeliveryError):
            check_move(old, new)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One delivery in a store without a guard."""
    folder = tmp_path_factory.mktemp("moves")
    with support.office.office(folder, DUE - timedelta(hours=1), posts(DUE, 1, timedelta(0)), guarded=False) as office:
        yield office


def by_move(connection: Connection, old: State, new: State) -> bool:
    return outcomes.move(connection, 1, from_states=[old], to=new, now=DUE)


def by_release(connection: Connection, old: State, new: State) -> bool:
    (entry,) = entries(connection, Filter())
    return releases.release(connection, entry, new, DUE, now=DUE, reason="")


def by_apply(connection: Connection, old: State, new: State) -> bool:
    (stored,) = deliveries.of_campaign(connection, "spring")
    return deliveries.change(connection, stored, {"state": new.value})


@pytest.mark.parametrize("write", [by_move, by_release, by_apply], ids=lambda write: write.__name__)
def test_each_writer_makes_the_tables_moves_and_no_other(
    bare: Office, write: Callable[[Connection, State, State], bool]
) -> None:
    for old, new in PAIRS:
        with bare.store.write() as connection:
            connection.execute(update(t.deliveries).values(state=old.value))
            if (old.value, new.value) in LEGAL:
                assert write(connection, old, new)
                assert _state(connection) is new
            else:
                with pytest.raises(DeliveryError):
                    write(connection, old, new)
                assert _state(connection) is old


def _state(connection: Connection) -> State:
    return entries(connection, Filter())[0].state


def test_a_writer_that_read_an_earlier_state_writes_nothing(bare: Office) -> None:
    """The delivery is claimed between the reading and the writing."""
    with bare.store.write() as connection:
        connection.execute(update(t.deliveries).values(state="held"))
        (entry,), (stored,) = entries(connection, Filter()), deliveries.of_campaign(connection, "spring")
        connection.execute(update(t.deliveries).values(state="publishing", revision=t.deliveries.c.revision + 2))
        assert not outcomes.move(connection, 1, from_states=[State.HELD], to=State.SCHEDULED, now=DUE)
        assert not releases.release(connection, entry, State.SCHEDULED, DUE, now=DUE, reason="")
        assert not deliveries.change(connection, stored, {"state": "scheduled"})
        assert _state(connection) is State.PUBLISHING


def test_the_guard_of_the_other_tests_is_awake(tmp_path: Path) -> None:
    with support.office.office(tmp_path, DUE - timedelta(hours=1), posts(DUE, 1, timedelta(0))) as office:
        for state, more in (("published", 1), ("held", 0)):
            values = {"state": state, "revision": t.deliveries.c.revision + more}
            with pytest.raises(DBAPIError, match="table does not allow"), office.store.write() as connection:
                connection.execute(update(t.deliveries).values(values))


def test_only_known_modules_of_the_store_write_to_deliveries() -> None:
    """Every UPDATE of the table, however its name is spelt, stands in one of them; nothing else imports the table."""
    root = Path(campaign_scheduler.__file__).parent
    found = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if _writes_state(path)}
    assert found == set(WRITERS)


def _writes_state(path: Path) -> bool:
    """It has an `update` of the deliveries table and names a state to be written."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    updates = [
        call
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", "")) == "update"
        and call.args
        and ast.unparse(call.args[0]) in ("D", "t.deliveries", "deliveries", "tables.deliveries")
    ]
    return bool(updates) and any(_names_state(node) for node in ast.walk(tree))


def _names_state(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg == "state"
    return isinstance(node, ast.Dict) and any(
        isinstance(key, ast.Constant) and key.value == "state" for key in node.keys
    )


def test_no_module_outside_the_store_writes_statements_at_all() -> None:
    root = Path(campaign_scheduler.__file__).parent
    outside = [path for path in root.rglob("*.py") if path.relative_to(root).parts[0] != "store"]
    spelt = ("UPDATE deliveries", "update(t.", "import sqlalchemy", "from sqlalchemy")
    assert [path.name for path in outside if any(word in path.read_text(encoding="utf-8") for word in spelt)] == []
