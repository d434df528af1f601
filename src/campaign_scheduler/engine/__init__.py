"""The clock and the dispatcher: when to look, and how many at once. It holds no state of record."""
