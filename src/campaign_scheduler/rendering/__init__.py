"""A post and a platform's capabilities become exactly what will be sent. Check, preview and send all use it."""

from .cards import CardNeed
from .fitting import ImageFitter
from .keeping import as_scheduled
from .pictures import PictureError, kind_of
from .render import Renderer, Rendering, render
from .shortening import shortened, takes
from .thumbs import thumbnail

__all__ = [
    "CardNeed",
    "ImageFitter",
    "PictureError",
    "Renderer",
    "Rendering",
    "as_scheduled",
    "kind_of",
    "render",
    "shortened",
    "takes",
    "thumbnail",
]
