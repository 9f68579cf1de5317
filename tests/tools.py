"""What the tests ask of the machine. A test without its tool is left out and says why; CI has them all."""

import os
import shutil

import pytest

REQUIRED = os.environ.get("WORKSPACE_TEST_REQUIRE_SERVICES") == "1"
_NAMES = {"chromium": ("chromium", "chromium-browser", "google-chrome")}


def tool(name: str) -> str:
    """The path of a program; the test is left out if the machine has none."""
    found = next((path for each in _NAMES.get(name, (name,)) if (path := shutil.which(each))), None)
    if found is None and REQUIRED:
        pytest.fail(f"{name} is required here, and is not on this machine.")
    if found is None:
        pytest.skip(f"{name} is not on this machine.")
    return found
