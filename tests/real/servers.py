"""Real servers in processes of their own, on loopback, with accounts made as a person's client would make them."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests

ROOT = Path(__file__).parents[2]
START_WITHIN = 60.0
BACK = "http://127.0.0.1:9/back"
PASSWORD = "pass-1234-word"


def installed(name: str) -> Path:
    """Where `make test-real` installed a server."""
    return ROOT / os.environ["REAL_SERVERS"] / name


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], url: str, folder: Path, environment: dict[str, str] | None = None) -> Iterator[None]:
    """The command until the end of the block; the block begins when `url` answers."""
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait(process, url, log)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            requests.get(url, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


@dataclass(frozen=True)
class Person:
    """A new account. `owner` is its lasting id there."""

    owner: str
    secrets: dict[str, str]


# Bluesky


@dataclass(frozen=True)
class Pds:
    """A Bluesky server."""

    url: str

    def call(self, method: str, token: str = "", **body: object) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = requests.post(f"{self.url}/xrpc/com.atproto.server.{method}", json=body, headers=headers, timeout=30)
        assert answer.ok, answer.text
        found: dict[str, str] = answer.json()
        return found

    def new_person(self) -> Person:
        name = f"u{secrets.token_hex(5)}"
        made = self.call("createAccount", email=f"{name}@test.example", handle=f"{name}.test", password=PASSWORD)
        password = self.call("createAppPassword", made["accessJwt"], name="campaign")["password"]
        return Person(made["did"], {"identifier": f"{name}.test", "app_password": password})


@contextmanager
def pds() -> Iterator[Pds]:
    """A Bluesky server that keeps nothing when it ends."""
    place, port = installed("pds"), free_port()
    environment = {**os.environ, "PATH": f"{place / 'bin'}:{os.environ['PATH']}"}
    command = [str(place / "bin/node"), str(ROOT / "scripts/real/serve-pds.mjs"), str(port), str(free_port())]
    url = f"http://localhost:{port}"
    with running(command, f"{url}/xrpc/_health", place, environment):
        yield Pds(url)


# Mastodon's API


@dataclass(frozen=True)
class Snac:
    """A server of Mastodon's API."""

    url: str
    program: Path
    data: Path

    def new_person(self) -> Person:
        name = f"u{secrets.token_hex(5)}"
        command = [str(self.program), "adduser", str(self.data), name]
        said = subprocess.run(command, input="A Person\n", capture_output=True, text=True, check=True).stdout
        password = re.findall(r"User password is (\S+)", said)[0]
        token = self._token(name, password)
        me = requests.get(f"{self.url}/api/v1/accounts/verify_credentials", headers=_bearer(token), timeout=30).json()
        return Person(str(me["id"]), {"access_token": token})

    def _token(self, name: str, password: str) -> str:
        """As an app gets it: register, sign in on the server's page, change the code for a token."""
        asked = {"client_name": "test", "redirect_uris": BACK, "scopes": "read write"}
        app = requests.post(f"{self.url}/api/v1/apps", data=asked, timeout=30).json()
        scope = {"client_id": app["client_id"], "redirect_uri": BACK, "scope": "read write"}
        page = requests.get(
            f"{self.url}/oauth/authorize", params=scope | {"response_type": "code", "state": "s"}, timeout=30
        ).text
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        form = {**hidden, "login": name, "passwd": password}
        back = requests.post(f"{self.url}/oauth/x-snac-login", data=form, allow_redirects=False, timeout=30)
        code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
        grant = {"grant_type": "authorization_code", "code": code, "client_secret": app["client_secret"]}
        answer = requests.post(f"{self.url}/oauth/token", data=scope | grant, timeout=30)
        return str(answer.json()["access_token"])


@contextmanager
def snac(folder: Path) -> Iterator[Snac]:
    """A server of Mastodon's API with its data in `folder`."""
    program, port, data = installed("snac") / "root/usr/bin/snac", free_port(), folder / "data"
    answers = f"127.0.0.1\n{port}\nlocalhost:{port}\n\nadmin@test.example\n"
    subprocess.run([str(program), "init", str(data)], input=answers, capture_output=True, text=True, check=True)
    settings = data / "server.json"
    settings.write_text(settings.read_text().replace('"protocol": "https"', '"protocol": "http"'))
    url = f"http://localhost:{port}"
    try:
        with running([str(program), "httpd", str(data)], url, folder):
            yield Snac(url, program, data)
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
