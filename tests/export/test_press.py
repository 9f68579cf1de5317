"""The press cannot do more than press."""

import subprocess
import sys

import pytest

GREEDY = {
    "memory": "import mmap; mmap.mmap(-1, 8 << 30)",
    "files": "open({folder!r} + '/made', 'w').write('x' * 100_000)",
    "handles": "[open('/dev/null') for _ in range(200)]",
}


@pytest.mark.parametrize("want", GREEDY)
def test_the_press_has_limits(want: str, tmp_path) -> None:
    greed = GREEDY[want].format(folder=str(tmp_path))

    free, limited = (
        subprocess.run([sys.executable, "-c", f"{first}; {greed}"], capture_output=True, check=False)
        for first in ("pass", "from workspace.export import press; press.limit()")
    )

    assert free.returncode == 0
    assert limited.returncode != 0


def test_what_is_no_order_makes_no_pdf() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "workspace.export.press"], input=b"{}", capture_output=True, check=False
    )

    assert run.returncode == 1
    assert run.stdout == b""
