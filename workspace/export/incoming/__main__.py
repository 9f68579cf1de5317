"""The process that reads one file: bytes on stdin, JSON on stdout, under limits it cannot raise again."""

import json
import sys

from workspace.export.incoming.limits import confine_this_process


def main() -> int:
    confine_this_process()
    # Only now: what follows loads the parsers, and reads what a stranger wrote.
    from workspace.export.incoming.formats import read
    from workspace.export.incoming.reading import Unreadable

    try:
        answer = json.dumps(read(sys.argv[1], sys.stdin.buffer.read()).to_json())
    except Unreadable as refusal:
        answer = json.dumps({"refusal": refusal.message.written()})
    sys.stdout.buffer.write(answer.encode())
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
