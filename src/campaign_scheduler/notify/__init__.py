"""Tells people: messages written with what they tell of, their sender, the daily digest, and a sign of life."""
