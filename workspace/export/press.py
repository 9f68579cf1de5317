"""The press: a process of its own that turns one order on its input into a PDF on its output.

    python -m workspace.export.press

It has limits on time and memory, may write no file, and knows nothing of the workspace but the template."""

import json
import re
import resource
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from .order import CANNOT_DISPLAY, Order

if TYPE_CHECKING:  # in the stubs only
    from typst import PDFStandard

TEMPLATE = Path(__file__).parent / "agreement.typ"
STANDARDS: "list[PDFStandard]" = ["a-3a", "ua-1"]
CPU_SECONDS = 30
MEMORY_BYTES = 3 << 30  # of addresses, not of memory: fonts are mapped whole
OPEN_FILES = 64
# No font has it, or the archive's standard forbids it: letters for private use mean nothing to a later reader.
_UNDISPLAYED = re.compile(r'(?:the text|the codepoint) `"((?:[^"\\]|\\.)*)"`')


def main() -> int:
    limit()
    order = json.load(sys.stdin)
    try:
        sys.stdout.buffer.write(pressed(order))
    except typst.TypstError as error:
        undisplayed = [_unescaped(words) for words in _UNDISPLAYED.findall(error.diagnostic)]
        if not undisplayed:
            raise
        json.dump(undisplayed, sys.stdout)
        return CANNOT_DISPLAY
    return 0


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def pressed(order: Order) -> bytes:
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=order["folders"],
        ignore_system_fonts=True,
        sys_inputs={
            "agreement": order["sheet"],
            "families": json.dumps(order["families"]),
            "heavy": json.dumps(order["heavy"]),
        },
        pdf_standards=STANDARDS,
        timestamp=datetime.fromisoformat(order["issued"]),
        format="pdf",
    )


def _unescaped(words: str) -> str:
    """Typst quotes as Rust does: \\u{200f}, \\", \\\\."""
    plain = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), words)
    return re.sub(r"\\(.)", r"\1", plain)


if __name__ == "__main__":
    sys.exit(main())
