"""Flower, the web page of Celery's users, on a broker: started on a free port, and asked by its HTTP API.

Needs the environment of installing.py.
"""

import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import crawling
import queueing

# Flower has no sessions here: nobody else can reach it but those on this machine, for as long as a test.
SETTINGS = {"FLOWER_UNAUTHENTICATED_API": "1", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8", "TZ": "UTC"}


class Flower(queueing.TheirProgram):
    """Flower over the application of a Python module; not started yet."""

    def __init__(self, place, module, variables):
        # Else it would take one that lies where we stand.
        (place / "flowerconfig.py").touch()
        argv = [sys.executable, "-m", "celery", "-A", module, "flower", "--port=0", "--address=127.0.0.1",
                f"--db={place}/flower", f"--conf={place}/flowerconfig.py"]
        super().__init__(place, "flower", argv, "Visit me at", {"PATH": "/usr/bin:/bin", **SETTINGS, **variables}, seconds=60)

    def start(self):
        super().start()
        self.address = re.search(r"Visit me at (http://\S+?)/?\s", self.said())[1]
        return self

    def get(self, path, **arguments):
        """What the API answers to a question: JSON, or else text."""
        return self.asked(urllib.request.Request(self.url(path, **arguments)))

    def post(self, path, **arguments):
        """What the API answers to an order."""
        return self.asked(urllib.request.Request(self.address + path, urllib.parse.urlencode(arguments).encode()))

    def url(self, path, **arguments):
        """The address of a page."""
        return self.address + path + ("?" + urllib.parse.urlencode(arguments) if arguments else "")

    def asked(self, request):
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                text = response.read().decode()
        except urllib.error.HTTPError as error:
            raise crawling.Failed(f"{request.full_url} gives {error.code}: {error.read().decode()[:400]}") from None
        try:
            return json.loads(text)
        except ValueError:
            return text

    def online(self):
        """The names of the workers that it takes for alive."""
        return [name for name, lives in self.get("/api/workers", status="1").items() if lives]

    def wait_for(self, holds, otherwise, seconds=60):
        """Waits until something holds, and gives it."""
        deadline = time.monotonic() + seconds
        while not (found := holds()):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise crawling.Failed(f"cannot go on: {otherwise} after {seconds} s; Flower said: {self.said()[-1500:]}")
            time.sleep(0.05)
        return found

    def known(self):
        """The name of the only worker, once Flower knows all about it."""
        def found():
            names = self.online()
            # Only a worker whose answers it has heard has buttons that work.
            return names[0] if names and names[0] in self.get("/api/workers") else None
        return self.wait_for(found, "Flower knows no worker")
