"""The command line: parse, call one service, paint its result."""

from .main import main

__all__ = ["main"]
