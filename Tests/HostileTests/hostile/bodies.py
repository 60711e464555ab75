"""Bytes from a case file: what a server sends is described, not stored, since some of it is 10 GB long.

A text is itself, in UTF-8. An object has one of these members:

    {"repeat": BODY, "times": N, "before": BODY, "after": BODY}    "${n}" in a repeated text counts up
    {"parts": [BODY, ...]}              one after another
    {"hex": "00ff"}                     bytes
    {"encoded": TEXT, "as": "utf-16le"} text in another encoding
    {"gzip": BODY, "cut": N}            compressed; without its last N bytes
    {"bomb": "gzip" | "br" | "zstd", "bytes": N}    N zero bytes, compressed as they are sent
    {"zeros": N}, {"endless": BODY}     as they are, as they are sent
    {"json": VALUE, "nested": {"open": "[", "close": "]", "times": N}}
"""

import itertools
import json
import zlib

BLOCK = 1 << 20


def is_stream(spec):
    """Whether a body is made while it is sent, so that nobody knows its length beforehand."""
    return isinstance(spec, dict) and any(name in spec for name in ("bomb", "zeros", "endless"))


def whole(spec, fill=lambda text: text):
    """The bytes of a body that is no stream; `fill` puts in what a text asks for by `${...}`."""
    return b"".join(chunks(spec, fill))


def chunks(spec, fill=lambda text: text):
    """The bytes of a body, piece by piece."""
    if isinstance(spec, str):
        yield fill(spec).encode("utf-8", "surrogateescape")
    elif isinstance(spec, list):
        for part in spec:
            yield from chunks(part, fill)
    elif "repeat" in spec:
        yield from repeated(spec, fill)
    elif "parts" in spec:
        yield from chunks(spec["parts"], fill)
    elif "hex" in spec:
        yield bytes.fromhex(spec["hex"])
    elif "encoded" in spec:
        yield fill(spec["encoded"]).encode(spec["as"])
    elif "gzip" in spec:
        packed = gzip(whole(spec["gzip"], fill))
        yield packed[:len(packed) - spec.get("cut", 0)]
    elif "bomb" in spec:
        yield from BOMBS[spec["bomb"]](spec["bytes"])
    elif "zeros" in spec:
        yield from zeros(spec["zeros"])
    elif "endless" in spec:
        yield from itertools.repeat(whole(spec["endless"], fill))
    elif "json" in spec:
        yield json.dumps(spec["json"]).encode()
    else:
        raise ValueError(f"cannot make a body of {json.dumps(spec)[:100]}: see the head of bodies.py")


def repeated(spec, fill):
    """A body again and again, numbered where it asks for its number."""
    yield from chunks(spec.get("before", ""), fill)
    unit = spec["repeat"]
    if isinstance(unit, str) and "${n}" in unit:
        unit = fill(unit.replace("${n}", "\0n\0"))
        yield "".join(unit.replace("\0n\0", str(number)) for number in range(spec["times"])).encode()
    else:
        yield whole(unit, fill) * spec["times"]
    yield from chunks(spec.get("after", ""), fill)


def zeros(count):
    """So many zero bytes."""
    block = bytes(BLOCK)
    for _ in range(count // BLOCK):
        yield block
    yield bytes(count % BLOCK)


def gzip(data, level=6):
    """Data in the gzip coding."""
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def gzip_bomb(count):
    """Zero bytes by gzip: a thousandth of their number."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for block in zeros(count):
        yield packer.compress(block) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()


def brotli_bomb(count):
    """Zero bytes by brotli: next to nothing of their number."""
    import brotli
    packer = brotli.Compressor(quality=1)
    for block in zeros(count):
        yield packer.process(block) + packer.flush()
    yield packer.finish()


def zstd_bomb(count):
    """Zero bytes by zstd (RFC 8878), in blocks of 128 KiB that are one repeated byte: four bytes each."""
    # No content size, no checksum, a window of 128 KiB.
    yield bytes.fromhex("28b52ffd") + bytes([0x00, (17 - 10) << 3])
    block = ((128 << 10) << 3 | 1 << 1).to_bytes(3, "little") + b"\0"
    for _ in range(count // (128 << 10) // 64):
        yield block * 64
    yield (1).to_bytes(3, "little")


BOMBS = {"gzip": gzip_bomb, "br": brotli_bomb, "zstd": zstd_bomb}
