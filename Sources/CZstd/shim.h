// What Swift cannot import of zstd.h by itself: enumerators as numbers.
#pragma once
#include <zstd.h>

// Bounds the memory of a stream: a frame that wants a larger window is refused.
static inline int dzstd_bound_window(ZSTD_DCtx *context, int log2_of_bytes) {
  return ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, log2_of_bytes)) ? -1 : 0;
}
