"""Files and pasted words as the start of a text: read into clauses, outside the server process.

A number that was typed is taken off the words, since numbers are computed here; it is kept beside them.
"""

from workspace.export.incoming.door import read_pasted, read_upload
from workspace.export.incoming.reading import Dropped, Proposed, Reading, Run, Unreadable, What

__all__ = ["Dropped", "Proposed", "Reading", "Run", "Unreadable", "What", "read_pasted", "read_upload"]
