// What Swift cannot import of zlib.h by itself: inflateInit2 is a macro.
#pragma once
#include <zlib.h>

// Prepares for gzip members (RFC 1952), and for nothing else.
static inline int czlib_inflate_init(z_stream *stream) { return inflateInit2(stream, 16 + MAX_WBITS); }
