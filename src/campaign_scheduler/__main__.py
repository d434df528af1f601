"""`python -m campaign_scheduler` is `campaign`."""

from .cli import main

if __name__ == "__main__":
    main()
