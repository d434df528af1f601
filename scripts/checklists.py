"""Writes the checklists of docs/connecting.md anew from the networks' own data: python scripts/checklists.py."""

from __future__ import annotations

from pathlib import Path

from campaign_scheduler.model.clock import SystemClock
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.registry import load_platforms
from campaign_scheduler.services.checklists import as_markdown

PAGE = Path(__file__).parents[1] / "docs" / "connecting.md"
BEGIN, END = "<!-- checklists: scripts/checklists.py writes this part -->", "<!-- end of the checklists -->"


def written(page: str) -> str:
    """The page with the checklists as the program has them."""
    before, after = page.partition(BEGIN)[0], page.partition(END)[2]
    return f"{before}{BEGIN}\n\n{as_markdown(load_platforms(Door(), SystemClock()))}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
