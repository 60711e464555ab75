// What Swift cannot import of libpsl.h by itself: macros and variadic functions.
#pragma once
#include <libpsl.h>
