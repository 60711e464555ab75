// What Swift cannot import of gumbo.h by itself: macros and variadic functions.
#pragma once
#include <gumbo.h>
