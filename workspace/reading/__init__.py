"""Pages that combine features. They only read."""
