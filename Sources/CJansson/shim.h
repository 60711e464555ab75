// What Swift cannot import of jansson.h by itself: macros and inline iteration.
#pragma once
#include <jansson.h>

// A macro that reads a struct member.
static inline json_type djson_type(const json_t *value) { return json_typeof(value); }

// A macro around json_delete with reference counting.
static inline void djson_release(json_t *value) { json_decref(value); }

// The flags of the one way this project parses: any top-level value, strings may hold NUL.
static inline json_t *djson_parse(const char *bytes, size_t count, json_error_t *error) {
  return json_loadb(bytes, count, JSON_DECODE_ANY | JSON_ALLOW_NUL, error);
}
