"""The browser's modules, made into files that Node can run."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A script of this folder with all it imports, as one file."""
    folder = tmp_path_factory.mktemp("bundles")

    def bundled(script: str) -> Path:
        out = folder / f"{script}.mjs"
        esbuild = ROOT / "node_modules" / ".bin" / "esbuild"
        # Some packages in it ask for Node's modules in the old way.
        old_way = "--banner:js=import{createRequire}from'module';const require=createRequire(import.meta.url);"
        how = ["--bundle", "--platform=node", "--format=esm", "--log-level=warning", old_way]
        subprocess.run([esbuild, HERE / f"{script}.ts", *how, f"--outfile={out}"], check=True)
        return out

    return bundled
