"""The notebooks as a person meets them: opened in JupyterLab in a browser, every cell run, read in both themes.

Collected only by `make test-browser`. It needs Chromium (CHROMIUM names another program of its kind), which it drives
over the browser's own debugging port with the websocket client that comes with JupyterLab.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import count
from urllib.request import Request, urlopen

import pytest
import websocket

from ikm_analysis.project import Folders

NOTEBOOKS = sorted(path.name for path in Folders.notebooks.glob("*.ipynb"))
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # cells out of sight are on the page too
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
RUN = """(async () => {
    await jupyterapp.restored;
    const panel = await jupyterapp.commands.execute("docmanager:open", {path: PATH, factory: "Notebook"});
    await panel.context.ready;
    await panel.sessionContext.ready;
    await jupyterapp.commands.execute("notebook:run-all-cells");
    const cells = panel.content.widgets.map(cell => cell.model).filter(model => model.type === "code");
    return cells.flatMap(model => model.outputs.toJSON()).filter(output => output.output_type === "error")
        .map(output => `${output.ename}: ${output.evalue}`);
})()"""
THEME = """(async () => {
    await jupyterapp.commands.execute("apputils:change-theme", {theme: NAME});
    while (document.body.dataset.jpThemeName !== NAME) await new Promise(done => setTimeout(done, 100));
    await new Promise(done => setTimeout(done, 1000));  // its colours come a moment after its name
})()"""
# Every text outside a drawing with the contrast of its computed colours (WCAG 2), the nearest opaque ground below it.
CONTRASTS = """(() => {
    const rgba = text => (text.match(/[0-9.]+/g) || [0, 0, 0, 0]).map(Number);
    const over = (top, ground) => top.slice(0, 3).map((c, i) => c * (top[3] ?? 1) + ground[i] * (1 - (top[3] ?? 1)));
    const ground = one => {
        if (!one) return [255, 255, 255];
        const own = rgba(getComputedStyle(one).backgroundColor);
        return (own[3] ?? 1) === 1 ? own : over(own, ground(one.parentElement));
    };
    const light = colour => colour.slice(0, 3).map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const shown = [...document.querySelectorAll(".jp-OutputArea-output *")].filter(one => !one.closest("svg, style")
        && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
    return shown.map(one => {
        const below = ground(one), text = over(rgba(getComputedStyle(one).color), below);
        const [dark, bright] = [light(text), light(below)].sort((a, b) => a - b);
        return {kind: one.tagName, text: one.textContent.slice(0, 60), contrast: (bright + 0.05) / (dark + 0.05)};
    });
})()"""


class Page:
    """One page of a browser, asked over its debugging port."""

    def __init__(self, address):
        self.socket = websocket.create_connection(address, timeout=300, suppress_origin=True)
        self.numbers = count(1)

    def ask(self, method, **values):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": values}))
        while (answer := json.loads(self.socket.recv())).get("id") != number:
            pass
        assert "error" not in answer, answer
        return answer["result"]

    def value(self, script):
        said = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")


def until(found, what, seconds=60):
    """What `found` returns as soon as it is something."""
    for _ in range(seconds * 10):
        try:
            if answer := found():
                return answer
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"{what} does not answer")


@contextmanager
def running(command, log, **more):
    """A program for as long as it is needed, with what it says in a file."""
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, **more) as program:
        try:
            yield program
        finally:
            program.terminate()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """The address of a JupyterLab with the notebooks, which may write to copies only."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(Folders.notebooks, home / "notebooks", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(Folders.processed, home / "processed")
    for name, settings in SETTINGS.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": home / "notebooks",
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
        "LabApp.expose_app_in_browser": True,
        "LabApp.user_settings_dir": home / "settings",
        "LabApp.workspaces_dir": home / "workspaces",
    }
    own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = os.environ | own | {"JUPYTER_TOKEN": token, "IKM_PROCESSED": str(home / "processed")}
    command = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
    with running(command, home / "log", env=environment):
        address = f"http://127.0.0.1:{port}/lab?token={token}"
        until(lambda: urlopen(address).status == 200, "JupyterLab")
        yield address


@pytest.fixture(scope="session")
def page(lab, tmp_path_factory):
    """JupyterLab open in a browser."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("no Chromium: install it, or name a browser of its kind in CHROMIUM")
    home = tmp_path_factory.mktemp("browser")
    options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,1000")
    with running([program, *options, f"--user-data-dir={home}", "--remote-debugging-port=0"], home / "log"):
        port = until(lambda: (home / "DevToolsActivePort").read_text().split()[0], "the browser")
        opened = urlopen(Request(f"http://127.0.0.1:{port}/json/new?{lab}", method="PUT"))
        one = Page(json.load(opened)["webSocketDebuggerUrl"])
        until(lambda: one.value("typeof jupyterapp !== 'undefined'"), "JupyterLab in the browser")
        yield one


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_runs_without_an_error_and_every_text_can_be_read_in_both_themes(page, name):
    assert page.value(RUN.replace("PATH", json.dumps(name))) == []
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        page.value(THEME.replace("NAME", json.dumps(theme)))
        shown = page.value(CONTRASTS)
        assert [one for one in shown if one["contrast"] < 4.5] == [], theme
        assert {"TH", "TD"} <= {one["kind"] for one in shown}
    page.value("jupyterapp.commands.execute('application:close-all')")
