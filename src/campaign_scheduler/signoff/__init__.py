"""Sign-off: what changed since somebody approved it, and the contact sheet that is printed or sent."""
