"""What tests share: a workspace in a few lines, and a running sandbox to post to."""
