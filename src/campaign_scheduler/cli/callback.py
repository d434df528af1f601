"""Waits on this machine for the browser to come back with the network's answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from ..model.errors import SettingsError

PATH = "/callback"
OWN_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Campaign Scheduler</title>
<style>body{{font:1.1rem/1.6 system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem}}</style></head>
<body><h1>{0}</h1><p>{1}</p></body></html>"""


class Callback:
    """A web server of one page, on the loopback alone. Use it in a `with`.

    Only a request that `is_answer` takes ends the wait: any page in the browser can knock here. Nothing that comes in
    is written to a log or shown on the page.
    """

    def __init__(self, port: int, is_answer: Callable[[Mapping[str, str]], bool]) -> None:
        self._is_answer = is_answer
        self._came = threading.Event()
        self._params: dict[str, str] = {}
        self._server = _listen(port, self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def wait(self, seconds: float) -> dict[str, str] | None:
        """What came back, or None when nobody came in time."""
        return self._params if self._came.wait(seconds) else None

    def __enter__(self) -> Callback:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _take(self, params: dict[str, str]) -> tuple[int, str, str]:
        if self._came.is_set():
            return 200, "Already done", "Go back to the terminal."
        if not self._is_answer(params):
            return 400, "Not for this connection", "Begin again from the terminal: campaign accounts connect."
        self._params = params
        self._came.set()
        return 200, "Thank you", "Close this page and go back to the terminal, which says how it ended."

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Handler(BaseHTTPRequestHandler):
            server_version = "campaign"
            sys_version = ""
            timeout = 10

            def do_GET(self) -> None:
                address = urlsplit(self.path)
                here = self.headers.get("Host", "").rpartition(":")[0] in OWN_NAMES
                if address.path != PATH or not here:
                    self._say(404, "Nothing here", "This page only takes answers from a network.")
                else:
                    self._say(*take(dict(parse_qsl(address.query))))

            def _say(self, status: int, title: str, words: str) -> None:
                body = PAGE.format(title, words).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Referrer-Policy", "no-referrer")
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Addresses hold codes, so none is logged."""

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = False


def _listen(port: int, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    try:
        return _Server(("127.0.0.1", port), handler)
    except OSError:
        raise SettingsError(
            f"port {port} of this machine is in use, so the browser cannot come back to it",
            remedy="Close the other program (perhaps another campaign accounts connect), or use --paste.",
        ) from None
