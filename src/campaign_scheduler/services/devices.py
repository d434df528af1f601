"""Browsers that somebody signed in on before: known again, so that guessing elsewhere does not keep their owner out."""

from __future__ import annotations

import hmac
import secrets

from ..model.person import Person
from ..store import facts
from .app import App

DEVICE_KEY = "device-key"


def device(app: App, person: Person) -> str:
    """What a browser keeps to be known as one that this person signed in on; it lets nobody in."""
    name = secrets.token_urlsafe(16)
    return f"{name}.{_signature(app, name, person.email)}"


def is_device_of(app: App, device: str, email: str) -> bool:
    """Whether someone with that email signed in on the browser before."""
    name, _, signature = device.partition(".")
    return bool(email) and hmac.compare_digest(signature.encode(), _signature(app, name, email).encode())


def _signature(app: App, name: str, email: str) -> str:
    with app.store() as store:
        with store.read() as connection:
            key = facts.get(connection, DEVICE_KEY)
        if key is None:
            with store.write() as connection:
                key = facts.get(connection, DEVICE_KEY) or secrets.token_hex(32)
                facts.put(connection, DEVICE_KEY, key)
    return hmac.new(bytes.fromhex(key), f"{name}\0{email}".encode(), "sha256").hexdigest()
