"""A post and a platform's capabilities become exactly what will be sent. Check, preview and send all use it.

`pictures` and the thumbnails are not named here: they bring Pillow, which most commands have no need of.
"""

from .cards import CardNeed
from .fitting import ImageFitter
from .formats import PictureError
from .keeping import as_scheduled
from .render import Renderer, Rendering, render
from .shortening import shortened, takes

__all__ = [
    "CardNeed",
    "ImageFitter",
    "PictureError",
    "Renderer",
    "Rendering",
    "as_scheduled",
    "render",
    "shortened",
    "takes",
]
