"""A headless Chromium for tests of the query page, driven through Debian's ``chromedriver``."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.remote.webelement import WebElement

_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
_SECONDS = 20


class Page:
    """One browser's window, with the few things that a person does in it."""

    def __init__(self, driver: Chrome, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self, hash_: str = "") -> None:
        """Load the page anew at *hash_*, and wait for its answer, if it asks at once."""
        self.driver.get("about:blank")
        self.driver.get(self.address + hash_)
        self.wait(lambda: self.all("#questions button"), "the catalogue")
        if hash_:
            self.wait_answer()

    def wait(self, condition, what: str):
        """What *condition* gives once it is true."""
        waiting = WebDriverWait(self.driver, _SECONDS, 0.03, ignored_exceptions=[StaleElementReferenceException])
        return waiting.until(lambda _: condition(), f"{what} did not come")

    def wait_answer(self) -> None:
        """Wait until the question that was asked last is answered or has failed."""
        self.wait(lambda: self.one("#answer").get_attribute("aria-busy") == "false", "an answer")

    def one(self, selector: str) -> WebElement:
        """The first element that *selector* names."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        """All elements that *selector* names."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements that *selector* names, as they are in the page's tree."""
        return self.run("return [...document.querySelectorAll(arguments[0])].map(each => each.textContent)", selector)

    def run(self, script: str, *arguments: object):
        """What a script gives."""
        return self.driver.execute_script(script, *arguments)

    def call(self, module: str, function: str, *arguments: object):
        """What a *function* of one of the page's modules gives for *arguments*."""
        script = """
            const [module, name, given, done] = arguments;
            import(new URL(`page/${module}`, location.origin)).then(
                (loaded) => done({ value: loaded[name](...given) }), (error) => done({ error: String(error) }));
        """
        told = self.driver.execute_async_script(script, module, function, list(arguments))
        assert "error" not in told, told
        return told["value"]

    def choose(self, question: str) -> None:
        """Click a question of the catalogue, by its name, and wait for the answer of its example."""
        self.one(f'#questions [data-name="{question}"] button').click()
        self.wait_answer()

    def type_query(self, query: str) -> None:
        """Put *query* in the place of what the editor holds."""
        area = self.one("#query")
        self.run("arguments[0].select()", area)
        area.send_keys(query)

    def size(self, width: int, height: int, *, dark: bool = False) -> None:
        """Give the window this size in CSS pixels, and the person's choice of light or dark."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    def requests(self) -> list[str]:
        """The addresses that the browser has asked for since the last call."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]

    def complaints(self) -> list[str]:
        """What the browser's console has said since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


@contextmanager
def chromium(address: str, downloads: Path) -> Iterator[Page]:
    """A browser at *address* that puts what it downloads into *downloads*; skips where none is installed."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if not browser or not driver:
        pytest.skip("needs Chromium and chromedriver; `make test-browser` installs them")
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = ChromeOptions()
        options.binary_location = browser
        for flag in (*_FLAGS.split(), f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        started = Chrome(options=options, service=Service(driver))
        try:
            started.set_script_timeout(_SECONDS)
            yield Page(started, address)
        finally:
            started.quit()
