// What Swift cannot import of zlib.h by itself: inflateInit2 and deflateInit2 are macros.
#pragma once
#include <zlib.h>

// Prepares for gzip members (RFC 1952), and for nothing else.
static inline int czlib_inflate_init(z_stream *stream) { return inflateInit2(stream, 16 + MAX_WBITS); }

// Prepares for both forms, zlib's (RFC 1950) and gzip's (RFC 1952), told apart by their first bytes.
static inline int dzlib_inflate_start(z_stream *stream) { return inflateInit2(stream, 32 + MAX_WBITS); }

// Prepares for making one gzip member (RFC 1952), fast rather than small.
static inline int czlib_deflate_init(z_stream *stream) {
  return deflateInit2(stream, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
}
