"""Formats of pictures, and how one that cannot be sent is refused."""

from __future__ import annotations

from ..model.errors import CampaignError

MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


class PictureError(CampaignError):
    """A picture that cannot be sent. `code` is a problem code."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message, remedy=remedy)
        self.code = code
