"""The whole story, chapter by chapter: who is in it, how they come to the table, amend and agree, and what is left."""
