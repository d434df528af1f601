"""A Mastodon-shaped server that does as little as it can, in a process of its own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from types import TracebackType

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "


class Stub(asyncio.Protocol):
    """Reads whole requests, keeps connections open, answers from memory."""

    ids = 1000
    published = 0
    last_at = 0.0
    """When the last byte of a publishing request arrived, in seconds since the epoch."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.buffer = bytearray()
        self.needed = 0

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while True:
            if not self.needed:
                end = self.buffer.find(b"\r\n\r\n")
                if end < 0:
                    return
                self.needed = end + 4 + _length(bytes(self.buffer[:end]))
            if len(self.buffer) < self.needed:
                return
            request = bytes(self.buffer[: self.needed])
            del self.buffer[: self.needed]
            self.needed = 0
            body = json.dumps(self.answer(request)).encode()
            self.transport.write(OK + str(len(body)).encode() + b"\r\n\r\n" + body)  # type: ignore[attr-defined]

    def answer(self, request: bytes) -> object:
        Stub.ids += 1
        identity = str(Stub.ids)
        path = request[: request.find(b" HTTP")].partition(b" ")[2]
        if path.startswith(b"/api/v2/media"):
            return {"id": identity, "url": "x", "description": _description(request)}
        if path.startswith(b"/published"):
            return {"count": Stub.published, "last_at": Stub.last_at}
        if path.startswith(b"/api/v1/statuses"):
            Stub.published, Stub.last_at = Stub.published + 1, time.time()
            return {"id": identity, "url": f"http://stub/{identity}", "content": ""}
        if b"verify_credentials" in path:
            token = request.partition(b"Bearer ")[2].partition(b"\r\n")[0].decode()
            return {"id": token, "username": token, "acct": token}
        return {}


def _length(head: bytes) -> int:
    found = head.lower().partition(b"content-length:")[2]
    return int(found.partition(b"\r\n")[0] or 0)


def _description(request: bytes) -> str:
    return request.partition(b'name="description"\r\n\r\n')[2].partition(b"\r\n--")[0].decode()


class RunningStub:
    """The stub as a subprocess, in a `with`."""

    def __enter__(self) -> str:
        self._process = subprocess.Popen([sys.executable, "-m", "benchmarks.stub"], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()


async def _main() -> None:
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", 0, backlog=2048)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
