"""The difference between what the files say and what is scheduled, as a value; and making it so."""
