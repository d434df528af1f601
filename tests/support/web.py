"""A web site on loopback whose pages a test writes; it keeps what was asked of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Stands:
    """What an address answers. `hang` keeps the answer back until the site is closed."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False


class Site:
    """`asked` are the paths that were asked for, with the headers of each."""

    def __init__(self) -> None:
        self.pages: dict[str, Stands] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.let_go = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def put(self, path: str, body: bytes | str = b"", **more: object) -> str:
        """Put a page there, or another in its place. Gives its address."""
        content = body.encode() if isinstance(body, str) else body
        self.pages[path] = Stands(content, **more)  # type: ignore[arg-type]
        return f"{self.url}{path}"

    def close(self) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers.items())))
            page = site.pages.get(self.path, Stands(b"nothing here", status=404))
            if page.hang:
                site.let_go.wait(60)
            self.send_response(page.status)
            for name, value in {"Content-Type": page.kind, **page.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def site() -> Iterator[Site]:
    """A site, closed at the end."""
    running = Site()
    try:
        yield running
    finally:
        running.close()
