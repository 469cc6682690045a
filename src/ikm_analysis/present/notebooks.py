"""Notebooks executed from top to bottom and shown as self-contained web pages, code included."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import IPython  # noqa: F401  matplotlib, drawing meanwhile in another thread, would find it half loaded
import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from ikm_analysis.present.pages import STYLE, html_page

CODE_STYLE = """
pre { overflow-x: auto; background: #f4f4f4; padding: .5rem; } .jp-InputPrompt, .jp-OutputPrompt { display: none; }
"""
SECONDS = 120


def write_notebooks(notebooks: Sequence[Path], into: Path, raw: Path, processed: Path, data_hash: str) -> None:
    """Execute the notebooks on the folders `raw` and `processed` and write each as `<into>/<stem>.html`.

    Raises nbclient's CellExecutionError, with the cell and its error, when one does not run.
    """
    into.mkdir(parents=True, exist_ok=True)
    turns, exporter = asyncio.Semaphore(2), HTMLExporter(template_name="basic")

    async def write(path: Path) -> None:
        async with turns:
            notebook = await _executed(path, {"IKM_RAW": str(raw), "IKM_PROCESSED": str(processed)})
            body, _ = exporter.from_notebook_node(notebook)
            page = html_page("id", f"<title>{path.stem}</title>", STYLE + CODE_STYLE, body, f"Data {data_hash}")
            (into / f"{path.stem}.html").write_text(page, encoding="utf-8", newline="")

    async def write_all() -> None:
        await asyncio.gather(*map(write, notebooks))

    asyncio.run(write_all())


def _kernel(private: Path) -> AsyncKernelManager:
    """A kernel reached through sockets in a private folder, closed to other users; Windows has none, so TCP there."""
    if os.name != "posix":
        return AsyncKernelManager(kernel_name="python3")
    connection = {"transport": "ipc", "ip": str(private / "socket"), "connection_file": str(private / "kernel.json")}
    return AsyncKernelManager(kernel_name="python3", **connection)


async def _executed(path: Path, folders: dict[str, str]) -> nbformat.NotebookNode:
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as private:
        kernel = _kernel(Path(private))
        try:
            client = NotebookClient(notebook, timeout=SECONDS, km=kernel, record_timing=False)
            await client.async_execute(env={**os.environ, **folders})
        finally:
            await kernel.shutdown_kernel(now=True)
    return notebook
