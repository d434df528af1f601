"""Campaign Scheduler: from a signed-off campaign calendar to posts that go out once, on time, with alt text."""

__version__ = "0.1.0"
