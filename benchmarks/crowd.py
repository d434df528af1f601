"""People at the page, in a process of their own: what they cost must not be counted as the page's.

`python -m benchmarks.crowd PORT COOKIE SECONDS READERS WRITERS` prints seconds and status of each request as JSON.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from campaign_scheduler.services.writing.fields import mark
from campaign_scheduler.web.tokens import proof

LOOKS_EVERY, SAVES_EVERY = 5.0, 4.0
"""Seconds between two pages of somebody who reads, and between two saves of somebody who writes."""
PATHS = ("/", "/log", "/posts/p7", "/?view=week")
FORM = "application/x-www-form-urlencoded"


def words(number: int, round_: int = 0) -> str:
    """What post `number` says after so many edits."""
    edited = f", edited {round_} times" if round_ else ""
    return f"Post number {number} of the benchmark{edited}. #bench"


def ask(port: int, method: str, path: str, cookie: str, body: str = "") -> tuple[float, int, int]:
    """Seconds, status and bytes of the answer; 599 when none came."""
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Cookie": f"campaign_session={cookie}"} | ({"Content-Type": FORM} if body else {})
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        size = len(answer.read())
    except OSError:
        return time.perf_counter() - begun, 599, 0
    finally:
        connection.close()
    return time.perf_counter() - begun, answer.status, size


@dataclass
class Crowd:
    """Readers and writers, each a thread."""

    port: int
    cookie: str
    over: threading.Event = field(default_factory=threading.Event)
    seen: list[tuple[float, int]] = field(default_factory=list)

    def come(self, seconds: float, readers: int, writers: int) -> None:
        threads = [threading.Thread(target=self._read, args=(number, readers)) for number in range(readers)]
        threads += [threading.Thread(target=self._write, args=(number,)) for number in range(writers)]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self.over.set()
        for thread in threads:
            thread.join()

    def _read(self, number: int, readers: int) -> None:
        self.over.wait(number * LOOKS_EVERY / readers)
        while not self.over.is_set():
            self._note(ask(self.port, "GET", PATHS[len(self.seen) % len(PATHS)], self.cookie))
            self.over.wait(LOOKS_EVERY)

    def _write(self, number: int) -> None:
        round_ = 0
        while not self.over.wait(SAVES_EVERY):
            fields = {"token": proof(self.cookie), "do": "save", "words": words(number, round_ + 1)}
            fields["mark.words"] = mark(words(number, round_))
            self._note(ask(self.port, "POST", f"/posts/p{number}", self.cookie, urlencode(fields)))
            round_ += 1

    def _note(self, answer: tuple[float, int, int]) -> None:
        self.seen.append(answer[:2])


def begin(port: int, cookie: str, seconds: float, readers: int, writers: int) -> subprocess.Popen[str]:
    """A crowd that comes now and goes after `seconds`; its output is JSON."""
    arguments = [str(one) for one in (port, cookie, seconds, readers, writers)]
    command = [sys.executable, "-m", "benchmarks.crowd", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    crowd = Crowd(int(sys.argv[1]), sys.argv[2])
    crowd.come(float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
    print(json.dumps(crowd.seen))
