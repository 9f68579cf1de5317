"""The acts that the record knows. Each feature adds its own; none is ever renamed or taken away."""

from enum import StrEnum


class Act(StrEnum):
    NEGOTIATION_CONVENED = "negotiation:convened"
