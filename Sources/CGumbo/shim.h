// What Swift cannot import of gumbo.h by itself: a parse whose memory, time and depth are bounded.
#pragma once
#include <gumbo.h>
#include "bounded.h"
