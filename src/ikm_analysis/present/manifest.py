"""Finished files moved in whole, one by one, with a manifest of what they were made from and what they are.

A file edited by hand since the last manifest is never overwritten: it is kept beside the new one under a dated name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

MANIFEST = "manifest.json"


def content_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes, as hexadecimal digits."""
    return sha256(path.read_bytes()).hexdigest()


def move_in(built: Path, target: Path, made_from: Mapping[str, object]) -> tuple[list[Path], list[Path]]:
    """Move every file of `built` to the same place in `target`; return what was written and what was kept aside.

    `made_from` is what the manifest says of the inputs. Files of the last manifest that are no longer made are
    removed, unless they were edited.
    """
    before = _outputs(target)
    outputs = {
        path.relative_to(built).as_posix(): content_hash(path) for path in sorted(built.rglob("*")) if path.is_file()
    }
    kept = [_keep(target / name) for name, known in before.items() if _edited(target / name, known, outputs.get(name))]
    for name in before.keys() - outputs.keys():
        (target / name).unlink(missing_ok=True)
    for name in outputs:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(built / name, target / name)
    target.mkdir(parents=True, exist_ok=True)
    text = json.dumps({**made_from, "outputs": outputs}, indent=2, sort_keys=True)
    (built / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="")
    os.replace(built / MANIFEST, target / MANIFEST)
    return [target / name for name in outputs], kept


def _outputs(target: Path) -> dict[str, str]:
    """The outputs of the last manifest with their hashes; none where there is no readable manifest."""
    try:
        outputs = json.loads((target / MANIFEST).read_text(encoding="utf-8"))["outputs"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {str(name): str(known) for name, known in outputs.items()} if isinstance(outputs, dict) else {}


def _edited(path: Path, known: str, new: str | None) -> bool:
    return path.is_file() and content_hash(path) not in (known, new)


def _keep(path: Path) -> Path:
    """Rename an edited file after the day it was edited, numbered where that name is taken."""
    day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    names = (path.with_stem(f"{path.stem}-{day}{f'-{n}' if n else ''}") for n in range(1000))
    aside = next(name for name in names if not name.exists())
    path.rename(aside)
    return aside
