"""Status of clauses, and sign-offs of exact words."""
