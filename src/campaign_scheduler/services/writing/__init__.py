"""Posts written in the page: the same files as people edit, saved field by field and never over somebody's change."""
