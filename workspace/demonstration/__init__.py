"""The demonstration: a negotiation among invented States, made by carrying out real acts over three past weeks.

The story is told in week1.txt to week3.txt, the draft it begins with in draft.txt, those at the table in people.txt.
"""
