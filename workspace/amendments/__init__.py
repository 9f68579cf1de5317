"""Amendments: drafted in private, tabled, compared, and decided on by the chair."""
