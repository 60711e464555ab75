// What the kernel offers and Swift cannot import: variadic calls and Linux-only headers.
#pragma once
