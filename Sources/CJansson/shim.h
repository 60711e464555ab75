// What Swift cannot import of jansson.h by itself: macros and variadic functions.
#pragma once
#include <jansson.h>
