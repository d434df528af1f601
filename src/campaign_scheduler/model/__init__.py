"""The nouns of the program. Standard library only; imports nothing else of ours."""
