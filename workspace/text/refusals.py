"""Why a commit is refused whole, in the protocol's reasons. When one is raised, nothing has changed."""

from collections.abc import Iterable

from workspace.phrases import Phrase


class Refused(ValueError):
    reason = "invalid"

    def __init__(self, message: Phrase) -> None:
        super().__init__(message)
        self.message = message


class Invalid(Refused):
    """Not a form that the protocol knows, or a document that the schema does not allow."""


class Locked(Refused):
    reason = "locked"

    def __init__(self, clauses: Iterable[str]) -> None:
        self.clauses = tuple(clauses)
        super().__init__(Phrase("These clauses are agreed; reopening them is a decision of the chair."))


class TooLarge(Refused):
    reason = "too_large"


class Stale(Refused):
    reason = "stale"
