"""What people are told, in their words, and how it reaches them: written down first, sent afterwards."""
