// A parse that stops in time. gumbo has no limits of its own, and a scan of the text cannot foresee what
// it will do (a <plaintext> inside a <select> is ignored, a <style> inside an <svg> is not raw text, one
// unclosed <font> is opened again in every <p>). But it asks its caller for every byte of memory, several
// times a tag; so the allocator is where the limits are kept, on the tree as it really is.
//
// All memory comes out of one mapping and goes back with it: no destructor walks the tree, and a parse
// that hit a limit is left by longjmp. gumbo links a node only after all its memory was granted, so the
// tree seen then is whole, and is the page up to that place.
//
// gumbo also aborts where an assertion of its own does not hold, for pages that anybody may write, as
// `<table><svg><title><![CDATA[ ]]>=`. Such a parse is left in the same way.
//
// Some mappings are kept for the parses that follow: to have their pages given and taken again by the system
// costs a seventh of a parse. What was used is zeroed, so that each parse finds its memory as new.
#pragma once
#include <gumbo.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/// Why a parse ended.
typedef enum {
  CGUMBO_WHOLE,  // the input was read to its end
  CGUMBO_DEEP,   // an element lay deeper than allowed
  CGUMBO_COSTLY  // memory, time or the attributes of one tag ran out, or an assertion does not hold
} cgumbo_end;

typedef struct {
  size_t depth;         // of an element, the root's being 1
  size_t attributes;    // of one tag: gumbo compares each with all before it
  size_t memory;        // bytes of the mapping
  int64_t nanoseconds;  // of this thread's CPU time
} cgumbo_limits;

enum {
  CGUMBO_FINE = 32,    // classes of free blocks up to 512 bytes, 16 bytes apart
  CGUMBO_CLASSES = 64, // above, one for each power of two
  CGUMBO_BREATH = 1024 // allocations between two looks at the clock, each of which is a system call
};

/// One parse. Lies at the start of its own mapping; every block has its class in the eight bytes before it.
typedef struct {
  cgumbo_limits limits;
  size_t used;
  size_t countdown;  // allocations until the clock is read again
  int64_t deadline;
  const GumboNode *newest;
  size_t attributes;  // since the newest node
  GumboOutput *output;
  void *free[CGUMBO_CLASSES];
  cgumbo_end end;
  jmp_buf stop;
} cgumbo_parse;

static inline int64_t cgumbo_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline void cgumbo_stop(cgumbo_parse *parse, cgumbo_end end) {
  parse->end = end;
  longjmp(parse->stop, 1);
}

/// Whether reading a node at this address stays inside the mapping.
static inline int cgumbo_owns(const cgumbo_parse *parse, const GumboNode *node) {
  uintptr_t offset = (uintptr_t)node - (uintptr_t)parse;
  return offset % 8 == 0 && offset <= parse->limits.memory - sizeof(GumboNode);
}

/// Measures the newest node, by now in its place. Blocks are told apart by size alone: should a text be
/// as long as a node, what passes for its parent lies outside the mapping, and ends the walk.
static inline void cgumbo_measure(cgumbo_parse *parse) {
  const GumboNode *node = parse->newest;
  if (!node) return;
  if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) node = node->parent;
  size_t depth = 0;  // that of the document is 0
  while (node && cgumbo_owns(parse, node) && (node = node->parent)) {
    if (++depth > parse->limits.depth) cgumbo_stop(parse, CGUMBO_DEEP);
  }
}

static inline unsigned cgumbo_class(size_t size) {
  if (size <= CGUMBO_FINE * 16) return (unsigned)((size + 15) / 16) - 1;
  return CGUMBO_FINE - 9 + (64 - (unsigned)__builtin_clzll(size - 1));
}

static inline size_t cgumbo_room(unsigned index) {
  return index < CGUMBO_FINE ? (index + 1) * 16 : (size_t)1 << (index - (CGUMBO_FINE - 9));
}

static void *cgumbo_allocate(void *context, size_t size) {
  cgumbo_parse *parse = context;
  if (size == sizeof(GumboAttribute) && ++parse->attributes > parse->limits.attributes) {
    cgumbo_stop(parse, CGUMBO_COSTLY);
  }
  if (--parse->countdown == 0) {
    parse->countdown = CGUMBO_BREATH;
    if (cgumbo_clock() > parse->deadline) cgumbo_stop(parse, CGUMBO_COSTLY);
  }
  unsigned index = cgumbo_class(size ? size : 1);
  char *block = parse->free[index];
  if (block) {
    parse->free[index] = *(void **)block;
  } else {
    size_t room = cgumbo_room(index) + 8;
    if (room > parse->limits.memory - parse->used) cgumbo_stop(parse, CGUMBO_COSTLY);
    block = (char *)parse + parse->used + 8;
    parse->used += room;
    *(uint64_t *)(block - 8) = index;
  }
  if (size == sizeof(GumboNode)) {
    cgumbo_measure(parse);
    parse->newest = (const GumboNode *)block;
    parse->attributes = 0;
  }
  if (!parse->output) parse->output = (GumboOutput *)block;
  return block;
}

static void cgumbo_release(void *context, void *block) {
  if (!block) return;
  cgumbo_parse *parse = context;
  uint64_t index = *(uint64_t *)((char *)block - 8);
  *(void **)block = parse->free[index];
  parse->free[index] = block;
}

enum {
  CGUMBO_SPARES = 4,           // mappings kept: one for each parse that is likely to run at a time
  CGUMBO_RESIDENT = 1 << 20  // bytes of each that stay in memory; most pages need less
};

/// Mappings without a parse; whoever takes one out has it alone. In a function, since Swift defines no others.
static inline void **cgumbo_spares(void) {
  static void *spares[CGUMBO_SPARES];
  return spares;
}

/// A mapping of that size and nothing but zeros; null if the system has none.
static inline void *cgumbo_map(size_t size) {
  for (int index = 0; index < CGUMBO_SPARES; index++) {
    cgumbo_parse *spare = __atomic_exchange_n(&cgumbo_spares()[index], NULL, __ATOMIC_ACQUIRE);
    if (!spare) continue;
    size_t kept = spare->limits.memory;
    spare->limits.memory = 0;
    if (kept == size) return spare;
    munmap(spare, kept);
  }
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

/// Has the memory of one parse; null if the system has none.
static inline cgumbo_parse *cgumbo_open(cgumbo_limits limits) {
  cgumbo_parse *parse = cgumbo_map(limits.memory);
  if (!parse) return NULL;
  parse->limits = limits;
  parse->used = (sizeof(cgumbo_parse) + 15) / 16 * 16;
  parse->countdown = CGUMBO_BREATH;
  parse->deadline = cgumbo_clock() + limits.nanoseconds;
  return parse;
}

/// Ends the parse, and the tree with it.
static inline void cgumbo_close(cgumbo_parse *parse) {
  size_t size = parse->limits.memory;
  size_t used = parse->used;
  if (used > CGUMBO_RESIDENT) {
    // Given back to the system, from which it comes as zeros.
    if (madvise((char *)parse + CGUMBO_RESIDENT, size - CGUMBO_RESIDENT, MADV_DONTNEED) != 0) {
      munmap(parse, size);
      return;
    }
    used = CGUMBO_RESIDENT;
  }
  memset(parse, 0, used);
  parse->limits.memory = size;
  for (int index = 0; index < CGUMBO_SPARES; index++) {
    void *none = NULL;
    if (__atomic_compare_exchange_n(
            &cgumbo_spares()[index], &none, parse, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
      return;
    }
  }
  munmap(parse, size);
}

/// The parse that this thread is in; null between two.
static inline cgumbo_parse **cgumbo_current(void) {
  static __thread cgumbo_parse *current;
  return &current;
}

/// Leaves a parse that aborts. Whatever else aborts, or is told to from outside, does.
static void cgumbo_abort(int number, siginfo_t *info, void *context) {
  (void)context;
  cgumbo_parse *parse = *cgumbo_current();
  if (parse && info->si_code == SI_TKILL && info->si_pid == getpid()) cgumbo_stop(parse, CGUMBO_COSTLY);
  signal(number, SIG_DFL);
  raise(number);
}

/// Has aborts go there, from the first parse on.
static inline void cgumbo_watch(void) {
  static int isWatched;
  if (__atomic_exchange_n(&isWatched, 1, __ATOMIC_RELAXED)) return;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = cgumbo_abort;
  // The signal must not stay blocked for whoever jumps out of the handler.
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  sigaction(SIGABRT, &action, NULL);
}

/// Parses UTF-8 as far as the limits allow. The tree points into the text.
__attribute__((noinline)) static cgumbo_end cgumbo_run(cgumbo_parse *parse, const char *text, size_t length) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = cgumbo_allocate;
  options.deallocator = cgumbo_release;
  options.userdata = parse;
  options.max_errors = 0;  // the default keeps every error, each with a copy of the stack of tags
  cgumbo_watch();
  *cgumbo_current() = parse;
  if (setjmp(parse->stop) == 0) gumbo_parse_with_options(&options, text, length);
  *cgumbo_current() = NULL;
  return parse->end;
}

/// The document's node. gumbo's first allocation is its output, which so is at hand after a longjmp too.
static inline const GumboNode *cgumbo_document(const cgumbo_parse *parse) {
  return parse->output->document;
}

static inline const GumboElement *cgumbo_element(const GumboNode *node) { return &node->v.element; }
static inline const GumboText *cgumbo_text(const GumboNode *node) { return &node->v.text; }
static inline size_t cgumbo_length(const char *text) { return strlen(text); }
