"""Stands before a real server and, on request, swallows the answer to one publishing request."""

from __future__ import annotations

import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

PUBLISHING = ("/xrpc/com.atproto.repo.putRecord", "/api/v1/statuses")
OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Proxy:
    """Use it in a `with`. `drop_next` makes the next publishing request be carried out and its answer lost."""

    def __init__(self, upstream: str) -> None:
        self._drop = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(upstream, self._drop))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def drop_next(self) -> None:
        self._drop.set()

    def __enter__(self) -> Proxy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(upstream: str, drop: threading.Event) -> type[BaseHTTPRequestHandler]:
    place = urlsplit(upstream)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server = HTTPConnection(place.hostname or "", place.port, timeout=30)
            given = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            server.request(self.command, self.path, body or None, given | {"Host": place.netloc, "Connection": "close"})
            answer = server.getresponse()
            data = answer.read()
            server.close()
            if self.command == "POST" and urlsplit(self.path).path in PUBLISHING and drop.is_set():
                drop.clear()
                self.close_connection = True
                return
            self._pass_on(answer.status, answer.getheaders(), data)

        def _pass_on(self, status: int, headers: list[tuple[str, str]], data: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in OF_ONE_CONNECTION:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
