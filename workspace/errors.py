"""What the domain raises. Doors turn these into answers; the message is for the delegate who reads it."""

from collections.abc import Mapping

from workspace.phrases import Phrase

_NOTHING_HERE = Phrase("There is nothing here that your seat can see.")
_NO_RIGHT = Phrase("Your seat does not have the right to do this.")
_SIGN_IN = Phrase("Please sign in to go on.")


class Refusal(Exception):
    """An act that was not done. `reason` is one of the closed list in docs/protocol.md."""

    reason = "invalid"

    def __init__(self, message: Phrase, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, object] = details


class NotFound(Refusal):
    """Absent, or not yours: the two look the same."""

    reason = "not_found"

    def __init__(self, message: Phrase = _NOTHING_HERE, **details: object) -> None:
        super().__init__(message, **details)


class NotAllowed(Refusal):
    """Seen, but not for this seat to do."""

    reason = "forbidden"

    def __init__(self, message: Phrase = _NO_RIGHT, **details: object) -> None:
        super().__init__(message, **details)


class NotSignedIn(Refusal):
    """Nobody is there, or the session has ended."""

    reason = "signed_out"

    def __init__(self, message: Phrase = _SIGN_IN, **details: object) -> None:
        super().__init__(message, **details)


class Invalid(Refusal):
    """What was sent cannot be meant."""


class OutOfOrder(Refusal):
    """An act that the present state does not allow: a withdrawn amendment is not taken up."""

    reason = "out_of_order"


class WordsMoved(OutOfOrder):
    """The words are no longer those that the author of the act saw."""

    reason = "words_moved"


class Locked(Refusal):
    """Agreed words: they change only when the chair reopens the clause."""

    reason = "locked"


class TooLarge(Refusal):
    """Over one of the limits in the configuration."""

    reason = "too_large"


class TooFast(Refusal):
    """More often than is allowed; nothing was done, and it may be tried again later."""

    reason = "too_fast"


class Stale(Refusal):
    """Made upon a version so old that its author must first catch up."""

    reason = "stale"


class Unavailable(Refusal):
    """It could not be stored, or no process could take it: it may be sent again as it was."""

    reason = "unavailable"


class NoRoom(Unavailable):
    """The disk is full. Nothing is taken that might not be kept."""

    def __init__(self) -> None:
        super().__init__(
            Phrase(
                "The workspace has no room left on its disk, so nothing new is stored. All that was stored is safe and "
                "can be read. Whoever operates the workspace has been warned; please try again later."
            )
        )
