"""Pages of the past: a clause's wordings, two states of a text compared, the text as at a version, editions."""
