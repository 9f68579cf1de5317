"""`python -m workspace`, the same as the command `workspace`."""

from workspace.cli import main

main()
