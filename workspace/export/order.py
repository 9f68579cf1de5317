"""What the press is asked for, and how it says that it cannot. Both processes know it."""

from typing import TypedDict

# The exit status that goes with a list, on standard output, of what no font can display.
CANNOT_DISPLAY = 3


class Order(TypedDict):
    sheet: str  # JSON, as the template reads it
    families: list[str]
    heavy: list[str]
    folders: list[str]
    issued: str
