"""Measured against what a user would write or pick instead. `make bench`."""
