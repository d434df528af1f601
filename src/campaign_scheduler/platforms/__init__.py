"""The networks: `kit` is what they share; every other folder is one platform, found by entry point."""
