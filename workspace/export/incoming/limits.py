"""How large a file and a text may be, and what the process that reads it may use."""

import resource

from workspace.config import Limits

MEGABYTE = 1024 * 1024

MAX_UPLOAD_BYTES = Limits.upload_bytes
MAX_TEXT_BYTES = Limits.text_bytes
MAX_CLAUSE_BYTES = Limits.clause_bytes
MAX_CLAUSES = Limits.clauses
# Two paragraphs can become one heading, and lines broken to a width one paragraph: beyond these nothing is read.
MAX_PARAGRAPHS = 2 * MAX_CLAUSES
MAX_BROKEN_LINES = 60_000

MAX_ENTRIES = 1000
MAX_ENTRY_BYTES = 32 * MEGABYTE
MAX_INFLATED_BYTES = 64 * MEGABYTE
# Word's own XML shrinks ten- to fortyfold; deflate can reach a thousandfold. Small entries are free.
MAX_RATIO = 150
RATIO_FREE_BYTES = 256 * 1024

PATIENCE_SECONDS = 20
MAX_ANSWER_BYTES = 32 * MEGABYTE

_PROCESS_LIMITS = (
    (resource.RLIMIT_AS, 768 * MEGABYTE),
    (resource.RLIMIT_CPU, 10),
    (resource.RLIMIT_FSIZE, MAX_ANSWER_BYTES),
    (resource.RLIMIT_NOFILE, 16),
    (resource.RLIMIT_NPROC, 0),
    (resource.RLIMIT_CORE, 0),
)


def confine_this_process() -> None:
    """Lower the limits for good: the hard limit too, so that nothing read later can raise them again."""
    for limit, most in _PROCESS_LIMITS:
        _, hard = resource.getrlimit(limit)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (least, least))
