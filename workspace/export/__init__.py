"""The agreed text as a file, and files as the start of a text."""
