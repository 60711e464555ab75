"""HTTP/2 that breaks its promises, by a script of the case file:

    {"max_streams": 1}                  one request at a time
    {"reset": ["/path"], "times": 1}    RST_STREAM in place of the first answers to these paths
    {"goaway_after": 2}                 GOAWAY after so many answers of a connection, and its end
    {"push": "/pushed"}                 a PUSH_PROMISE beside each answer, allowed or not
    {"garbage_after": 1}                bytes that are no frame
    {"flood": "ping", "on": "/path"}    frames without end in place of an answer: ping, settings, continuation, empty
"""

import asyncio

import bodies

REFUSED = 7
# Length, type, flags, stream, content; "S" is the stream of the request.
FLOODS = {
    "ping": ["00000806 00 00000000 0000000000000000"], "settings": ["00000604 00 00000000 000300000064"],
    # One indexed field a frame, of a header that never ends.
    "continuation": ["00000101 00 S 88", "00000109 00 S 88"], "empty": ["00000101 04 S 88", "00000000 00 S"],
}


class Connection:
    """One connection of HTTP/2."""

    def __init__(self, site):
        self.site, self.script = site, site.plan.get("http2", {})
        self.answered, self.is_over = 0, False

    async def serve(self, reader, writer):
        """Answers requests until the client or the script ends the connection."""
        import h2.config
        import h2.connection
        import h2.events
        self.h2 = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="utf-8", validate_outbound_headers=False))
        self.h2.initiate_connection()
        if "max_streams" in self.script:
            # By hand: the library would end the connection of a client that had not heard of it yet.
            self.h2.data_to_send()
            writer.write(bytes.fromhex("000006040000000000" "0003") + self.script["max_streams"].to_bytes(4, "big"))
        self.events, self.writer = h2.events, writer
        await self.flush()
        while not self.is_over and (data := await reader.read(65_536)):
            asked = [
                event for event in self.h2.receive_data(data) if isinstance(event, h2.events.RequestReceived)]
            for number, event in enumerate(asked):
                if number >= self.script.get("max_streams", 100):
                    self.h2.reset_stream(event.stream_id, error_code=REFUSED)
                elif not self.is_over:
                    await self.take(event.stream_id, dict(event.headers))
            await self.flush()

    async def flush(self):
        """Sends what the protocol has to say."""
        self.writer.write(self.h2.data_to_send())
        await self.writer.drain()

    async def take(self, stream, headers):
        """Answers one request, or does not."""
        path = headers[":path"]
        site, script = self.site, self.script
        await site.note(path)
        if path in script.get("reset", []) and site.requests[path] <= script.get("times", 1 << 30):
            self.h2.reset_stream(stream, error_code=script.get("code", 2))
            return
        if path == script.get("on"):
            return await self.flood(stream, FLOODS[script["flood"]])
        if "push" in script:
            self.push(stream, script["push"])
        answer = site.answer(path, headers.get("user-agent", ""))
        body = bodies.whole(
            next((answer[name] for name in ("html", "text", "xml", "body") if name in answer), ""),
            site.filler(path, headers))
        kind = "text/plain" if "text" in answer else "text/html; charset=utf-8"
        self.h2.send_headers(
            stream, [(":status", str(answer.get("status", 200))), ("content-type", kind)], end_stream=not body)
        if body:
            # Pages here are smaller than the first window.
            self.h2.send_data(stream, body[:16_000], end_stream=True)
        self.answered += 1
        if self.answered == script.get("goaway_after"):
            await self.flush()
            self.h2.close_connection(last_stream_id=stream)
            self.is_over = True
        if self.answered == script.get("garbage_after"):
            await self.flush()
            self.writer.write(b"\x00\xff\xff\xff" * 64)
            await self.writer.drain()
            self.is_over = True

    async def flood(self, stream, frames):
        """Sends the last of some frames until the client leaves."""
        *first, last = [
            bytes.fromhex(frame.replace("S", stream.to_bytes(4, "big").hex())) for frame in frames]
        await self.flush()
        self.writer.write(b"".join(first))
        while True:
            self.writer.write(last * 4_096)
            await self.writer.drain()
            await asyncio.sleep(0)

    def push(self, stream, path):
        """Promises a page that nobody asked for, in raw bytes when the protocol does not let us."""
        request = [(":method", "GET"), (":path", path), (":scheme", "https"), (":authority", "pushed")]
        try:
            self.h2.push_stream(stream, 2 + 2 * self.answered, request)
        except Exception:
            block = self.h2.encoder.encode(request)
            payload = (2 + 2 * self.answered).to_bytes(4, "big") + block
            self.writer.write(self.h2.data_to_send())
            self.writer.write(len(payload).to_bytes(3, "big") + b"\x05\x04" + stream.to_bytes(4, "big") + payload)
