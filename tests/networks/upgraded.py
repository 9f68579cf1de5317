"""A later version of this product: the same code elsewhere, with another number of the schema and other scripts."""

import json
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCHEMA_NUMBER = 2


def upgraded(folder: Path) -> dict[str, str]:
    """Builds it into a folder; the answer is what a server needs in its environment to run it."""
    for part in ("workspace", "templates", "migrations", "static/src", "static/icons"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("package.json", "alembic.ini", "static/build.mjs"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, folder / name)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    schema = folder / "workspace" / "text" / "schema.json"
    schema.write_text(re.sub(r'"number": \d+', f'"number": {SCHEMA_NUMBER}', schema.read_text(), count=1))
    assert json.loads(schema.read_text())["number"] == SCHEMA_NUMBER
    subprocess.run(["node", "static/build.mjs"], cwd=folder, check=True)
    return {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
