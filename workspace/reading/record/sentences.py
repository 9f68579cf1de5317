"""What an entry of the record says, as a sentence of the interface."""

from flask_babel import gettext as _

from workspace.record.models import Entry


def sentence(entry: Entry) -> str:
    """The act in words; the facts that make it exact stand beside it."""
    body = entry.payload.body if entry.payload else {}
    words = _words().get(entry.act, entry.act)
    known = {name: _facts().get(value, value) for name, value in body.items() if isinstance(value, str | int)}
    try:
        return words % known
    except KeyError:  # the payload is withheld
        return words.partition(":")[0].partition(" %")[0]


def kind_word(kind: str) -> str:
    """A kind of act, as the filter names it."""
    words: dict[str, str] = {
        "negotiation": _("Negotiation"),
        "delegation": _("Delegations"),
        "seat": _("Seats"),
        "agreement": _("Agreements"),
        "text": _("Text"),
        "clause": _("Clauses"),
        "edition": _("Editions"),
        "amendment": _("Amendments"),
        "sign-off": _("Sign-offs"),
        "export": _("Exports"),
        "workspace": _("Workspace"),
    }
    return words.get(kind, kind)


def _words() -> dict[str, str]:
    return {
        "negotiation:convened": _("Convened the negotiation"),
        "negotiation:renamed": _("Renamed the negotiation"),
        "delegation:admitted": _("Admitted a delegation: %(name)s"),
        "delegation:renamed": _("Changed a delegation’s display name: %(name)s"),
        "seat:head_named": _("Named the first head of a delegation: %(name)s"),
        "seat:invited": _("Invited to a seat: %(name)s"),
        "seat:taken": _("Took a seat: %(name)s"),
        "seat:confirmed": _("Confirmed a seat: %(name)s"),
        "seat:ended": _("Ended a seat: %(name)s"),
        "agreement:started": _("Started an agreement: %(title)s"),
        "agreement:mode_set": _("Set the drafting mode: %(mode)s"),
        "text:started": _("Started the text: %(clauses)s clauses"),
        "clause:agreed": _("Recorded of clause %(number)s: %(status)s"),
        "clause:reopened": _("Reopened clause %(number)s: %(reason)s"),
        "edition:issued": _("Issued an edition: %(name)s"),
        "export:made": _("Made a PDF: %(name)s"),
        "delegation:clearance_required": _("Asked that words be cleared before tabling"),
        "delegation:clearance_not_required": _("No longer asks that words be cleared before tabling"),
        "amendment:drafted": _("Began an amendment: %(kind)s"),
        "amendment:cleared": _("Cleared the words of an amendment"),
        "amendment:rebased": _("Brought an amendment over to the words as they are now"),
        "amendment:rewording_begun": _("Began to reword an amendment"),
        "amendment:dropped": _("Dropped a draft"),
        "amendment:tabled": _("Tabled amendment %(amendment)s"),
        "amendment:reworded": _("Reworded amendment %(amendment)s: version %(version)s"),
        "amendment:withdrawn": _("Withdrew amendment %(amendment)s"),
        "amendment:taken_up": _("Took up amendment %(amendment)s"),
        "amendment:taken_up_in_part": _("Took up amendment %(amendment)s in part"),
        "amendment:not_taken_up": _("Did not take up amendment %(amendment)s"),
        "sign-off:given": _("Signed off %(of)s: %(level)s"),
        "sign-off:withdrawn": _("Withdrew a sign-off: %(of)s"),
        "sign-off:superseded": _("The words changed: a sign-off is superseded"),
        "workspace:restored": _("The workspace was restored from a backup of %(backup)s"),
        "sign-off:stands_again": _("The signed words returned: a sign-off stands again"),
    }


def _facts() -> dict[str | int, str]:
    """Values of payloads that have a word of their own on screen."""
    return {
        "open": _("open"),
        "floor": _("floor: chair and secretariat type"),
        "closed": _("closed"),
        "informals": _("agreed in informals"),
        "adref": _("agreed ad referendum"),
        "agreed": _("agreed"),
        "initialled": _("initialled"),
    }
