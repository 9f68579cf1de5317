"""The acts that the record knows. Each feature adds its own; none is ever renamed or taken away."""

from enum import StrEnum


class Act(StrEnum):
    NEGOTIATION_CONVENED = "negotiation:convened"
    NEGOTIATION_RENAMED = "negotiation:renamed"
    DELEGATION_ADMITTED = "delegation:admitted"
    DELEGATION_RENAMED = "delegation:renamed"
    HEAD_NAMED = "seat:head_named"
    SEAT_INVITED = "seat:invited"
    SEAT_TAKEN = "seat:taken"
    SEAT_CONFIRMED = "seat:confirmed"
    SEAT_ENDED = "seat:ended"
    SIGN_OFF_GIVEN = "sign-off:given"
    SIGN_OFF_WITHDRAWN = "sign-off:withdrawn"
    SIGN_OFF_SUPERSEDED = "sign-off:superseded"
    SIGN_OFF_STANDS_AGAIN = "sign-off:stands_again"
    AGREEMENT_STARTED = "agreement:started"
    TEXT_STARTED = "text:started"
    DRAFTING_MODE_SET = "agreement:mode_set"
    CLAUSE_AGREED = "clause:agreed"
    CLAUSE_REOPENED = "clause:reopened"
    EDITION_ISSUED = "edition:issued"
