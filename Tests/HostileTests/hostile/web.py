"""The servers of a case: one asyncio listener a site, HTTP/1.1 by hand so that every rule can be broken.

A site of a case file, all members optional:

    {"address": "127.0.0.1" or "127.*" for any, "port": N, "port_of": "other site",
     "tls": a flavour of certificates.py or "stall", "alpn": ["h2"], "http2": a script of http2.py,
     "is": "silent" | "closed",         never answers; nobody listens there
     "if_possible": true                the case is the same when the address or the port is taken
     "routes": {"/path?query": ANSWER, "/path": ANSWER, "/prefix*": ANSWER}, "default": ANSWER}

An ANSWER is a text (an HTML page), a list (one after another, the last for ever), or an object:

    {"if_agent": "Bot", "then": ANSWER, "else": ANSWER}
    {"status": 200, "reason": "OK", "version": "HTTP/1.1", "headers": {NAME: VALUE} or [[NAME, VALUE], ...],
     "html" | "text" | "xml" | "body": BODY, "raw": BODY, "location": URL, "length": N or null, "chunked": true,
     "pause_s": N, "trickle_s": N, "trickle": "body" | "all", "then": "keep" | "close" | "reset" | "hang"}

Texts may hold `${site}` (http://127.0.0.1:PORT), `${site.port}`, `${site.host}`, `${path}`, `${next}` (the last number
of the URL and one more), `${agent}`, and `${in_3_s}`, the time in three seconds.
"""

import asyncio
import collections
import itertools
import random
import re
import socket
import struct
import time

import bodies
import http2

TYPES = {"html": "text/html; charset=utf-8", "text": "text/plain; charset=utf-8", "xml": "application/xml"}
PLACEHOLDER = re.compile(r"\$\{([a-z_.0-9]+)\}")


class Site:
    """One server of a case, and what it has heard."""

    def __init__(self, name, plan, web, certificates):
        self.name, self.plan, self.web, self.certificates = name, plan, web, certificates
        self.address, self.port = plan.get("address", "127.0.0.1"), 0
        if self.address == "127.*":
            # One of the many addresses of this machine: no other run listens there.
            self.address = "127." + ".".join(str(random.randint(1, 254)) for _ in range(3))
        self.connects, self.requests = 0, collections.Counter()
        self.heard = asyncio.Condition()
        self.server, self.tasks = None, set()

    @property
    def origin(self):
        """The site's URL without a path."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{'https' if 'tls' in self.plan else 'http'}://{host}:{self.port}"

    @property
    def words(self):
        """What texts may say of the site."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return {self.name: self.origin, f"{self.name}.port": str(self.port), f"{self.name}.host": self.address,
                f"{self.name}.authority": f"{host}:{self.port}"}

    async def start(self):
        """Listens; gives false when the address or the port cannot be had."""
        other = self.plan.get("port_of")
        port = self.web.sites[other].port if other else self.plan.get("port", 0)
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self.address, port))
        except OSError:
            listener.close()
            return False
        self.port = listener.getsockname()[1]
        if self.plan.get("is") == "closed":
            # Bound and not listening: the port is nobody else's, and refuses.
            self.server = listener
            return True
        context = None
        if self.plan.get("tls", "stall") != "stall":
            context = self.certificates.context(self.plan["tls"], tuple(self.plan.get("alpn", ["http/1.1"])))
        self.server = await asyncio.start_server(self.accept, sock=listener, limit=1 << 20, ssl=context)
        return True

    async def stop(self):
        """Ends the listener and what it serves."""
        if self.server is not None:
            self.server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def note(self, path):
        """Counts a request, and wakes who waits for one."""
        self.requests[path] += 1
        async with self.heard:
            self.heard.notify_all()

    async def until(self, path):
        """Waits until a path was asked for."""
        async with self.heard:
            await self.heard.wait_for(lambda: self.requests[path])

    # MARK: - A connection

    async def accept(self, reader, writer):
        """Serves one connection, whatever the client does."""
        self.connects += 1
        task = asyncio.current_task()
        self.tasks.add(task)
        try:
            if self.plan.get("is") == "silent" or self.plan.get("tls") == "stall":
                await reader.read()
                return
            tls = writer.get_extra_info("ssl_object")
            if tls is not None and tls.selected_alpn_protocol() == "h2":
                await http2.Connection(self).serve(reader, writer)
            else:
                await self.serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            self.tasks.discard(task)
            writer.close()

    async def serve(self, reader, writer):
        """Answers requests of HTTP/1.1 until one ends the connection."""
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path = head[0].split(" ")[:2]
            headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in head[1:]}
            await self.note(path)
            answer = self.answer(path, headers.get("user-agent", ""))
            if not await self.send(answer, writer, reader, self.filler(path, headers), method == "HEAD"):
                return

    def answer(self, path, agent):
        """What the case says to a request."""
        routes = self.plan.get("routes", {})
        bare = path.partition("?")[0]
        found = routes.get(path, routes.get(bare))
        if found is None:
            starts = [key for key in routes if key.endswith("*") and path.startswith(key[:-1])]
            found = routes[max(starts, key=len)] if starts else self.plan.get("default", {"status": 404})
        if isinstance(found, list):
            found = found[min(self.requests[path], len(found)) - 1]
        while isinstance(found, dict) and "if_agent" in found:
            found = found["then" if found["if_agent"] in agent else "else"]
        return {"html": found} if isinstance(found, str) else found

    def filler(self, path, headers):
        """Puts what a request says, and what the sites are called, into a text."""
        numbers = re.findall(r"\d+", path)
        words = {"path": path, "next": str(int(numbers[-1]) + 1) if numbers else "1",
                 "agent": headers.get("user-agent", "")}
        return lambda text: self.web.filled(text, words)

    # MARK: - An answer

    async def send(self, answer, writer, reader, fill, is_head=False):
        """Sends an answer; false when the connection is to end."""
        await asyncio.sleep(answer.get("pause_s", 0))
        then = answer.get("then", "keep")
        if "raw" in answer:
            pieces, then = bodies.chunks(answer["raw"], fill), answer.get("then", "close")
        else:
            head, body, is_open = self.message(answer, fill)
            pieces = [head] if is_head else itertools.chain([head], body)
            then = "close" if is_open and then == "keep" else then
        await self.write(pieces, writer, answer)
        if then == "hang":
            await reader.read()
        if then == "reset":
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        return then == "keep"

    async def write(self, pieces, writer, answer):
        """Writes pieces as fast as they are taken, or byte by byte."""
        pause, what, number = answer.get("trickle_s"), answer.get("trickle", "body"), 0
        for piece in pieces:
            if pause is None or (what == "body" and number == 0):
                writer.write(piece)
                await writer.drain()
                # A long body must not keep the others waiting.
                await asyncio.sleep(0)
            else:
                for byte in piece:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(pause)
            number += 1

    def message(self, answer, fill):
        """The head of a response, the pieces of its body, and whether only the connection's end ends that."""
        headers = answer.get("headers", {})
        headers = list(headers.items()) if isinstance(headers, dict) else [*headers]
        spec, kind = next(((answer[name], name) for name in ("html", "text", "xml", "body") if name in answer), ("", None))
        names = {name.lower() for name, _ in headers if isinstance(name, str)}
        if kind in TYPES and "content-type" not in names:
            headers.append(["Content-Type", TYPES[kind]])
        if "location" in answer:
            headers.append(["Location", answer["location"]])
        if bodies.is_stream(spec):
            body, length = bodies.chunks(spec, fill), None
        else:
            data = bodies.whole(spec, fill)
            body, length = [data], len(data)
        length = answer.get("length", length)
        if answer.get("chunked"):
            headers.append(["Transfer-Encoding", "chunked"])
            body = chunked(body)
        elif length is not None and not {"content-length", "transfer-encoding"} & names:
            headers.append(["Content-Length", str(length)])
        lines = b"".join(
            bodies.whole(name, fill) + b": " + bodies.whole(value, fill) + b"\r\n" for name, value in headers)
        start = f"{answer.get('version', 'HTTP/1.1')} {answer.get('status', 200)} {answer.get('reason', 'Said')}\r\n"
        return start.encode() + lines + b"\r\n", body, length is None and not answer.get("chunked")


def chunked(pieces):
    """A body in the chunked coding."""
    for piece in pieces:
        if piece:
            yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    yield b"0\r\n\r\n"


class Web:
    """All sites of one case."""

    def __init__(self, plans, certificates):
        self.sites = {name: Site(name, plan, self, certificates) for name, plan in plans.items()}
        self.missing = []

    async def __aenter__(self):
        # A port that is free at one address may be taken at another.
        for _ in range(5):
            self.missing = [site.name for site in self.sites.values() if not await site.start()]
            if not [name for name in self.missing if "port_of" in self.sites[name].plan]:
                break
            await self.__aexit__()
        self.words = {word: text for site in self.sites.values() for word, text in site.words.items()}
        return self

    async def __aexit__(self, *_):
        for site in self.sites.values():
            await site.stop()

    def filled(self, text, words={}):
        """A text with the names of sites, and what else is known, put in."""
        def word(found):
            if later := re.fullmatch(r"in_(\d+)_s", found[1]):
                return str(int(time.time()) + int(later[1]))
            return words.get(found[1], self.words.get(found[1], found[0]))
        return PLACEHOLDER.sub(word, text)
