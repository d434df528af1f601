"""Sign-off as a person asks for it: what waits, approve, take back, send back, links, the contact sheet."""
