"""Places that messages go to, on loopback: one that keeps what it gets, and can be told to fail or to hang."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """`received` are the JSON bodies it took, in order. `statuses` are answers to give first; `hang` holds all back;
    `tried` counts what came, taken or not.
    """

    def __init__(self, port: int = 0) -> None:
        self.received: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.tried = 0
        self.statuses: list[int] = []
        self.hang = threading.Event()
        self.let_go = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    @property
    def url(self) -> str:
        """As CAMPAIGN_NOTIFY has it."""
        return f"json://{self.place}/"

    @property
    def titles(self) -> list[str]:
        return [one["title"] for one in self.received]

    def close(self) -> None:
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()

    def _handler(receiver) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.tried += 1
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                if receiver.hang.is_set():
                    # A byte now and then: a library's own read time-out never ends this.
                    while not receiver.let_go.wait(0.5):
                        self.wfile.write(b"x")
                        self.wfile.flush()
                    return
                if status == 200:
                    receiver.received.append(json.loads(body))
                self._answer(status)

            def do_GET(self) -> None:
                receiver.asked.append(self.path)
                self._answer(receiver.statuses.pop(0) if receiver.statuses else 200)

            def _answer(self, status: int) -> None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@contextmanager
def receiver(port: int = 0) -> Iterator[Receiver]:
    """A receiver on a free port, or on `port`, closed at the end."""
    running = Receiver(port)
    try:
        yield running
    finally:
        running.close()


class _Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as it takes to be given a mail."""

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline().strip().upper():
            if line == b"DATA":
                self._say("354 go on")
                self.server.mails.append(self._data())  # type: ignore[attr-defined]
            self._say("221 bye" if line == b"QUIT" else "250 fine")
            if line == b"QUIT":
                return

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[tuple[str, list[bytes]]]:
    """`host:port`, and the mails it was given."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mail) as server:
        server.daemon_threads = True
        mails: list[bytes] = []
        server.mails = mails  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}", mails
        server.shutdown()
