// expat, as it is: all of what is used of it Swift imports by itself.
#pragma once
#include <expat.h>
