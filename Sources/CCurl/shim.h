// What Swift cannot import of curl/curl.h by itself: macros and variadic functions.
#pragma once
#include <curl/curl.h>
