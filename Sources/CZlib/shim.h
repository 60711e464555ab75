// What Swift cannot import of zlib.h by itself: the macro that starts a stream.
#pragma once
#include <zlib.h>

// Reads both forms: zlib's (RFC 1950) and gzip's (RFC 1952), told apart by their first bytes.
static inline int dzlib_inflate_start(z_stream *stream) { return inflateInit2(stream, 15 + 32); }
