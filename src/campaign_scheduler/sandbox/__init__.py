"""The stand-in networks: a local server that behaves, and on request misbehaves, as the real ones do."""

from .server import HOST, RunningSandbox, create_app, serve
from .world import World

__all__ = ["HOST", "RunningSandbox", "World", "create_app", "serve"]
