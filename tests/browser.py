"""The system's Chromium, which shows a report as a reader sees it; tests that find none say so, and are skipped."""

import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WITHOUT = "no Chromium on this machine: apt-get install chromium"


@pytest.fixture(scope="module")
def browser():
    """One browser for all tests of a module."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(WITHOUT)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        shown = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield shown
        shown.close()


class Shown:
    """A report opened from disk, with what it asked for and complained of."""

    def __init__(self, browser, path, *, width=1440, scheme="light", script=True, policy=True):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            bypass_csp=not policy,
        )
        self.page = self.context.new_page()
        self.told, self.asked = [], []
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def ask(self, script):
        """Value of a JavaScript expression."""
        return self.page.evaluate(script)

    def unfold(self):
        """Open all folds, and wait until tables are laid out."""
        self.ask("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
        self.page.wait_for_function(
            "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(true))))"
        )
        return self
