"""Chromium without a window: opens pages, waits until they show what they should, reads them, takes pictures of them.

It is driven by its DevTools protocol over two pipes, so nobody else on the machine can get at it: messages are JSON, each
with a NUL behind it (https://chromedevtools.github.io/devtools-protocol/).
"""

import base64
import contextlib
import fcntl
import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

import crawling

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Root's sandbox does not work within containers, and the pages are our own.
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
           "--force-device-scale-factor=1", "--remote-debugging-pipe", "--no-first-run", "--disable-extensions")


@contextlib.contextmanager
def browser(width=1280, height=900):
    """Runs Chromium with one page, and ends it afterwards."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise crawling.Failed("cannot open pages: there is no Chromium; run `infra/deps celery`")
    with tempfile.TemporaryDirectory(prefix="devseo-browser-", ignore_cleanup_errors=True) as place:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        # High numbers, so that none of them is 3 or 4, which Chromium takes its pipes for.
        pipes = [fcntl.fcntl(number, fcntl.F_DUPFD, 100) for number in (theirs_in, theirs_out)]
        argv = ["bash", "-c", f'exec "$@" 3<&{pipes[0]} 4>&{pipes[1]} {pipes[0]}<&- {pipes[1]}>&-', "browser", program,
                *OPTIONS, f"--window-size={width},{height}", f"--user-data-dir={place}", "about:blank"]
        try:
            process = subprocess.Popen(argv, pass_fds=pipes, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, env={**os.environ, "HOME": place})
        finally:
            for number in (theirs_in, theirs_out, *pipes):
                os.close(number)
        try:
            yield Browser(ours_in, ours_out)
        finally:
            # At the end of its pipe it ends by itself, with all of its processes.
            os.close(ours_out)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            os.close(ours_in)


class Browser:
    """One page of a running Chromium."""

    def __init__(self, source, sink):
        self.source, self.sink, self.read, self.numbers = source, sink, b"", itertools.count(1)
        self.session = None
        page = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]

    def open(self, url, holds="true", seconds=20):
        """Opens a page and waits until the JavaScript `holds` is true on it."""
        failed = self.ask("Page.navigate", url=url).get("errorText")
        if failed:
            raise crawling.Failed(f"cannot open {url}: {failed}")
        # It has answered when the new page has taken the place of the old one.
        self.wait(f"document.readyState === 'complete' && ({holds})", seconds)

    def wait(self, holds, seconds=20):
        """Waits until the JavaScript `holds` is true."""
        deadline = time.monotonic() + seconds
        while not self.value(f"Boolean({holds})"):
            if time.monotonic() > deadline:
                raise crawling.Failed(f"cannot see {holds} after {seconds} s; the page says: {self.text()[:2000]}")
            time.sleep(0.05)

    def value(self, expression):
        """The value of a JavaScript expression on the page."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise crawling.Failed(f"cannot evaluate {expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def text(self, selector="body"):
        """What a part of the page shows."""
        return self.value(f"document.querySelector({json.dumps(selector)}).innerText")

    def table(self, selector):
        """The texts of the cells of a table's body, row by row."""
        return self.value(f"Array.from(document.querySelectorAll({json.dumps(selector + ' tbody tr')}), row => "
                          "Array.from(row.cells, cell => cell.innerText.trim()))")

    def click(self, selector):
        """Presses what the selector finds."""
        self.value(f"document.querySelector({json.dumps(selector)}).click()")

    def picture(self, path):
        """Writes a picture of what is to be seen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))

    def ask(self, method, **parameters):
        """What one method answers."""
        number = next(self.numbers)
        request = {"id": number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.sink, json.dumps(request).encode() + b"\0")
        answer = self.answer(number, method)
        if "error" in answer:
            raise crawling.Failed(f"cannot do {method}: {answer['error']['message']}")
        return answer["result"]

    def answer(self, number, method, seconds=30):
        """The answer to a request; the events before it are of no interest."""
        deadline = time.monotonic() + seconds
        while True:
            while b"\0" in self.read:
                message, _, self.read = self.read.partition(b"\0")
                message = json.loads(message)
                if message.get("id") == number:
                    return message
            ready, _, _ = select.select([self.source], [], [], max(0, deadline - time.monotonic()))
            data = os.read(self.source, 1 << 20) if ready else b""
            if not data:
                raise crawling.Failed(f"cannot hear of {method} from Chromium: it {'has ended' if ready else 'is silent'}")
            self.read += data
