"""A workspace in which national delegations negotiate the text of an agreement."""
