"""Pure: the schema, steps, mapping, clauses, numbering, diff, merge and hashes. No Flask, no database."""
