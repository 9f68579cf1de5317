"""Refusals told on the page where the act was begun: what one reads stays there, and what was written is kept."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import flash, g, make_response
from flask.typing import ResponseReturnValue

from workspace.answers import status_of
from workspace.errors import Invalid, NotAllowed, OutOfOrder, Refusal
from workspace.languages import told
from workspace.web import wants_json

P = ParamSpec("P")
Door = Callable[P, ResponseReturnValue]


def refused_on(page: Door[P]) -> Callable[[Door[P]], Door[P]]:
    """A door whose refusals are told on `page`. Whoever may not see that page is refused by the page itself."""

    def declare(view: Door[P]) -> Door[P]:
        @wraps(view)
        def door(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            try:
                return view(*args, **kwargs)
            except (Invalid, NotAllowed, OutOfOrder) as refusal:
                if wants_json():
                    raise
                _tell(refusal)
                g.pop("seat", None)  # of the transaction that was undone
                answer = make_response(page(*args, **kwargs))
                answer.status_code = status_of(refusal)
                return answer

        return door

    return declare


def _tell(refusal: Refusal) -> None:
    g.refused_field = refusal.details.get("field")
    if not g.refused_field:
        flash(told(refusal.message), "bad")
    g.refused_words = told(refusal.message)
