"""What a platform must be able to do. A platform is a folder with a class of this shape."""

from __future__ import annotations

from typing import Protocol

from ...model.account import Account, Profile
from ...model.capabilities import Capabilities
from ...model.delivery import Absent, Attempt, CannotTell, Gone, Prepared, Published, Seen
from ...model.rendered import RenderedPost
from .transmission import Transmission


class Journal(Protocol):
    """Remembers, durably and at once, each id a network gives while a post is being prepared.

    `number` is the post's in the log and `post_id` its row's in the calendar, for what people are told.
    """

    number: int
    post_id: str

    def get(self, key: str) -> str | None:
        """What was recorded under `key` by this delivery and may still be used, or None."""
        ...

    def record(self, key: str, value: str) -> None:
        """Commit `value` under `key` (`media:<rendition sha256>`) before going on.

        A key that begins with LASTING is the delivery's for ever (the key under which a post stands, so that no later
        try can make a second one); what others hold is not used again once a publishing request may have named it.
        """
        ...


class Platform(Protocol):
    """One kind of network. Instances hold no state of a delivery and are used from many threads at once.

    One whose accounts a person can connect also has a `connecting`, the Connector of `kit/connecting.py`.
    """

    name: str
    """That of its entry point."""

    def capabilities(self, account: Account) -> Capabilities:
        """Limits and abilities, refined by `account.limits` where the server told us. Makes no request."""
        ...

    def verify(self, account: Account) -> Profile:
        """Ask the network whether the credentials work, as whom, until when. Raises PlatformError."""
        ...

    def prepare(self, post: RenderedPost, account: Account, journal: Journal, *, token: str) -> Prepared:
        """Upload, describe and wait for processing; repeatable; publishes nothing. Raises PlatformError.

        `token` is a fresh unguessable string to derive an idempotency key from. A failed alt text fails this step.
        """
        ...

    def send(self, prepared: Prepared, account: Account, transmission: Transmission) -> Published:
        """Make exactly one publishing request, through `Door.publish`, which keeps `transmission`'s deadline.

        Raises PlatformError; no retry, no sleep, no redirect, no truncation. Where the request may have left and the
        answer is not a clean yes or a clean no (any 5xx, a redirect, an unreadable 2xx), raises Unconfirmed; where a
        person was given the post and makes it by hand, HandedOver.
        """
        ...

    def find(self, attempt: Attempt, account: Account) -> Published | Absent | CannotTell:
        """Read what became of an attempt. Only ever reads. Raises PlatformError when reading failed."""
        ...

    def read(self, published: Published, account: Account) -> Seen | Gone | CannotTell:
        """What the network shows of a live post now. Only ever reads. Gone only where the network says so itself.

        Raises PlatformError when reading failed.
        """
        ...

    def delete(self, published: Published, account: Account) -> None:
        """Take a published post down. Deleting what is already gone is fine. Raises PlatformError."""
        ...
