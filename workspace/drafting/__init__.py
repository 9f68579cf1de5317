"""Agreements and their texts, drafted live: commits, clauses, wordings, editions."""
