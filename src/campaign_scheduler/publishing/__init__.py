"""The only code that moves a delivery: claim, prepare, intent, send, outcome; lateness, recovery, reconciling."""
