"""Make the pictures that the README shows: `python scripts/pictures.py`. Needs Chromium on the PATH."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.text import Text

IMAGES = Path(__file__).parents[1] / "docs" / "images"
COLUMNS, KEPT_LINES = 158, 26
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", "--hide-scrollbars"]


def main() -> None:
    """Run the demo, photograph its feed page and what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "campaign_scheduler", "demo", "--serve"]
        environment = {"COLUMNS": str(COLUMNS), "FORCE_COLOR": "1", "TERM": "xterm-256color", "PYTHONUNBUFFERED": "1"}
        demo = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            lines = _until_the_address(demo)
            _photograph(re.findall(r"http://127\.0\.0\.1:\d+", Text.from_ansi(lines[-1]).plain)[-1], folder)
        finally:
            demo.terminate()
            demo.wait()
    _draw(lines, folder)


def _until_the_address(demo: subprocess.Popen[str]) -> list[str]:
    lines: list[str] = []
    assert demo.stdout is not None
    for line in demo.stdout:
        lines.append(line.rstrip("\n"))
        if "feed page" in Text.from_ansi(line).plain:
            return lines
    raise SystemExit("the demo ended before it showed its feed page")


def _photograph(address: str, folder: str) -> None:
    file = Path(folder) / "feed.png"
    size, profile = "--window-size=1400,1000", f"--user-data-dir={folder}/chromium"
    command = ["chromium", *QUIET, size, profile, f"--screenshot={file}", address]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(256).save(IMAGES / "feed.png", optimize=True)


def _draw(lines: list[str], folder: str) -> None:
    """The end of what was printed, without a temporary folder's name or a font from elsewhere."""
    console = Console(record=True, width=COLUMNS, force_terminal=True, file=StringIO())
    console.print("$ make demo", style="bold")
    for line in lines[-KEPT_LINES:]:
        console.print(Text.from_ansi(line.replace(f"{folder}/", "")), no_wrap=True, overflow="crop")
    drawn = console.export_svg(title="campaign demo", font_aspect_ratio=0.6)
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL).replace("Fira Code", "ui-monospace")
    (IMAGES / "terminal.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
