"""The table: the page where one works."""
