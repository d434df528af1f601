"""Shipped with the program for those who write a platform: a contract to inherit."""
