"""Someone with a browser, without the browser: forms are filled in as they stand on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import requests

PASSWORD = "three words in a row"


@dataclass
class Forms(HTMLParser):
    """Every form of a page: its address and what its fields hold."""

    found: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._area: str | None = None
        self._select: str | None = None
        self.named: dict[str, dict[str, list[str]]] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            of_its_name = self.named.setdefault(given["id"] or "", {}) if "id" in given else {}
            self.found.append((given.get("action") or "", of_its_name))
        name = given.get("name")
        if tag == "input" and name and (self.found or "form" in given):
            boxed = given.get("type") in ("checkbox", "radio")
            if given.get("type") != "file" and (not boxed or "checked" in given):
                values = self.named.setdefault(given["form"] or "", {}) if "form" in given else self.found[-1][1]
                values.setdefault(name, []).append(given.get("value") or "")
        if tag == "textarea" and name and self.found:
            self._area = name
            self.found[-1][1].setdefault(name, []).append("")
        if tag == "select" and name:
            self._select = name
        if tag == "option" and self._select and "selected" in given and self.found:
            self.found[-1][1].setdefault(self._select, []).append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._area is not None:
            values = self.found[-1][1][self._area]
            values[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            values = self.found[-1][1][self._area]
            values[-1] = values[-1].removeprefix("\n")
            self._area = None
        if tag == "select":
            self._select = None


class Visitor:
    """A session of requests at one site."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.headers["User-Agent"] = "Test"

    def get(self, path: str, **parts: object) -> requests.Response:
        return self.session.get(self.url + path, allow_redirects=False, timeout=20, **parts)  # type: ignore[arg-type]

    def send(self, path: str, data: object = None, **parts: object) -> requests.Response:
        """A bare POST: nothing is added."""
        return self.session.post(self.url + path, data=data, allow_redirects=False, timeout=20, **parts)  # type: ignore[arg-type]

    def form(self, page: str, action: str | None = None) -> dict[str, list[str]]:
        """What the form of `page` that goes to `action` holds (None: to the page itself)."""
        answer = self.get(page)
        assert answer.status_code in (200, 409, 422), (page, answer.status_code)
        return fields(answer.text, "" if action is None else action)

    def fill(self, page: str, action: str | None = None, files: object = None, **changes: object) -> requests.Response:
        """Open `page`, change some fields of a form, and send it. Underscores in names may be written `words__x`."""
        data = self.form(page, action)
        data |= {name.replace("__", ":"): value for name, value in changes.items()}  # type: ignore[misc]
        return self.send(action or page.partition("?")[0], data, files=files)

    def token(self, page: str = "/stop") -> str:
        """The proof that this visitor's forms carry."""
        found = re.search(r'name="token" value="([0-9a-f]+)"', self.get(page).text)
        assert found is not None
        return found[1]

    def sign_in(self, email: str, password: str = PASSWORD) -> requests.Response:
        return self.fill("/sign-in", "/sign-in", email=email, password=password)

    def enter(self, token: str, **who: str) -> Visitor:
        """Take up a link."""
        answer = self.fill(f"/enter/{token}", None, password=PASSWORD, again=PASSWORD, **who)
        assert answer.status_code == 303, answer.text
        return self


def fields(page: str, action: str, named: str = "") -> dict[str, list[str]]:
    """The fields of the first form that goes to `action`, or of the form with the id `named`."""
    parser = Forms()
    parser.feed(page)
    if named:
        return parser.named[named]
    return next(values for where, values in parser.found if where == action)


def words(page: str) -> str:
    """The page's text, in one line."""
    parser = Forms()
    parser.feed(page)
    return " ".join(" ".join(parser.text).split())
