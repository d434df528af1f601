"""campaign sandbox"""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from .. import sandbox as networks
from .output import console


def register(app: typer.Typer) -> None:
    app.command()(sandbox)


def sandbox(port: Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.")] = 8010) -> None:
    """Run the stand-in networks on this machine, with a page that shows what was posted."""
    with networks.serve(port) as running:
        console.print(f"The stand-in networks are at {running.url}. Stop with Ctrl+C.")
        for platform in ("x", "linkedin", "mastodon", "bluesky"):
            console.print(f"  base_url for {platform}: {running.base_url(platform)}")
        console.print(f"  set CAMPAIGN_ALLOW_PRIVATE_ADDRESSES={networks.HOST} for whatever is to post here")
        console.print("  any token works; token-NAME posts as NAME, and one that begins with bad is refused")
        console.print(
            "  on Bluesky the identifier NAME posts as NAME, with any app_password that does not begin with bad"
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return
