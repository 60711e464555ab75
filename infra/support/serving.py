"""Serves a folder on a free loopback port with nginx, as whoever runs it: for the demo, the proofs and the bench."""

import contextlib
import http.client
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

PLAIN = pathlib.Path(__file__).with_name("plain.conf")


class Unavailable(Exception):
    """nginx cannot serve; the message says why and what to do."""


def end_in_order():
    """Lets SIGTERM and a closed terminal end the program like Ctrl-C does: what it started is ended first."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))


def free_port():
    """A loopback port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def nginx():
    """Where nginx lies; Debian keeps it out of an ordinary user's PATH."""
    found = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if found is None:
        raise Unavailable("cannot start the web server: nginx is not installed; run `make deps`")
    return found


@contextlib.contextmanager
def site(roots, scratch, template=PLAIN):
    """Serves `roots` (the first is @ROOT@, the second @MADE@ of the template) and gives the port.

    Everything nginx writes (configuration, log, temporary files) lies in `scratch`.
    """
    scratch = pathlib.Path(scratch).resolve()
    (scratch / "tmp").mkdir(parents=True, exist_ok=True)
    program = nginx()
    for last_try in (False, False, True):
        port = free_port()
        configuration = scratch / "nginx.conf"
        text = pathlib.Path(template).read_text()
        for name, root in zip(("@ROOT@", "@MADE@"), roots):
            text = text.replace(name, str(pathlib.Path(root).resolve()))
        configuration.write_text(text.replace("@PORT@", str(port)).replace("@SCRATCH@", str(scratch)))
        log = scratch / "error.log"
        log.write_text("")
        server = subprocess.Popen(
            [program, "-p", str(scratch), "-e", str(log), "-c", str(configuration)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            if answers(server, port):
                yield port
                return
            reason = log.read_text().strip() or "it gave no reason"
            if last_try or "Address already in use" not in reason:
                raise Unavailable(f"cannot start the web server: {reason}\nIts configuration is {configuration}")
        finally:
            server.terminate()
            try:
                server.wait(5)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def answers(server, port):
    """Whether nginx answers within 5 seconds; false as well when it has ended."""
    deadline = time.monotonic() + 5
    while server.poll() is None and time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("HEAD", "/robots.txt")
            connection.getresponse()
            connection.close()
            return server.poll() is None
        except OSError:
            time.sleep(0.02)
    return False
