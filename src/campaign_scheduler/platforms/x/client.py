"""tweepy's Client, with its host settable and every request through our door.

tweepy is loaded with the first request to X: to check a caption needs nothing of it, and it takes its time.
"""

from __future__ import annotations

from typing import Any

import requests

from ...model.account import Account
from ..kit.answer import Answer
from ..kit.http import Door, prepared
from ..kit.hush import hush
from ..kit.transmission import Transmission

hush("tweepy", "oauthlib", "requests_oauthlib")

HOST = "https://api.x.com"
OAUTH1_FIELDS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


class DoorSession:
    """What tweepy takes for a requests session. The last answer is kept: it decides, not tweepy's exception."""

    def __init__(self, door: Door, base_url: str, transmission: Transmission | None = None) -> None:
        self._door = door
        self._base_url = base_url
        self._transmission = transmission
        self.answer: Answer | None = None

    def request(self, method: str, url: str, **parts: Any) -> requests.Response:
        """tweepy writes its host into every URL; it is replaced before the request is signed."""
        path = url.removeprefix("https://api.twitter.com").removeprefix(HOST)
        made = prepared(method, f"{self._base_url}{path}", **parts)
        self.answer = self._door.send(made, transmission=self._transmission)
        return _response(self.answer, str(made.url))


def client(session: DoorSession, account: Account) -> Any:
    """A tweepy client for an account's credentials. Its calls take `user_auth=signs(account)`."""
    import tweepy

    secrets = account.credentials
    made = tweepy.Client(
        bearer_token=None if signs(account) else secrets["access_token"],
        **({name: secrets[name] for name in OAUTH1_FIELDS} if signs(account) else {}),
    )
    made.session = session
    return made


def signer(made: Any) -> Any:
    """What signs a request of our own as the client signs its own (OAuth 1.0a)."""
    import tweepy

    keys = (made.consumer_key, made.consumer_secret, made.access_token, made.access_token_secret)
    return tweepy.OAuth1UserHandler(*keys).apply_auth()


def signs(account: Account) -> bool:
    """Whether the account has the four secrets of OAuth 1.0a, which signs each request."""
    return all(name in account.credentials for name in OAUTH1_FIELDS)


def _response(answer: Answer, url: str) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.headers.update(answer.headers)
    response.url = url
    response._content = answer.body
    return response
