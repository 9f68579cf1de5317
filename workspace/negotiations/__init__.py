"""Negotiations, delegations, seats and invitations."""
