"""One file a page; each has ROUTES."""
