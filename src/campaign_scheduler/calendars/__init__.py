"""Calendars from other tools, in and out, and iCalendar: read by header and shape, never guessed, nothing scheduled."""
