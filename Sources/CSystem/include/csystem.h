// What the kernel offers and Swift cannot import: variadic calls, Linux-only headers, and a spawn that
// sets limits between vfork and exec, which posix_spawn cannot.
#pragma once

#include <stdint.h>
#include <stdbool.h>
#include <sys/types.h>

// How a child is started. All pointers must live until csystem_spawn returns.
struct csystem_child {
  const char *executable;    // path; no search in PATH
  char *const *arguments;    // NULL-terminated, the name first
  char *const *environment;  // NULL-terminated, complete: nothing is inherited
  const char *directory;     // working directory, or NULL for the parent's
  const int *descriptors;    // descriptors[i] becomes the child's i; -1 leaves i closed
  int descriptor_count;      // everything from here up is closed
  int64_t memory_bytes;      // RLIMIT_AS; 0 or less: no limit (so for all of them)
  int64_t cpu_seconds;       // RLIMIT_CPU; one more second to the hard limit
  int64_t open_files;        // RLIMIT_NOFILE
  int64_t file_bytes;        // RLIMIT_FSIZE
  bool new_session;          // setsid: own session and process group
  bool no_new_privileges;    // PR_SET_NO_NEW_PRIVS
  int death_signal;          // PR_SET_PDEATHSIG when the spawning thread dies; 0: none
};

// Starts the child. Returns its pid and sets *pidfd (close-on-exec), or returns -1 with errno set and,
// in *failed_call, the name of the call that failed. Core dumps are always off in the child.
pid_t csystem_spawn(const struct csystem_child *child, int *pidfd, const char **failed_call);

// pidfd_send_signal(2): never hits a stranger that got the same pid.
int csystem_pidfd_signal(int pidfd, int signal);

// pidfd_open(2): close-on-exec; -1 with errno set.
int csystem_pidfd_open(pid_t pid);

// prctl(2), PR_SET_CHILD_SUBREAPER: orphaned descendants become this process's children. 0, or -1 with errno.
int csystem_become_subreaper(void);

// pipe2(2): two descriptors, both close-on-exec.
int csystem_pipe(int descriptors[2]);

// eventfd(2) of 0, which does not block and is close-on-exec; -1 with errno set.
int csystem_event_descriptor(void);

// PR_SET_DUMPABLE 0: only privileged processes may attach to this one or read its environment; no core dumps.
// Returns 0, or -1 with errno set.
int csystem_forbid_inspection(void);

// Returns what is free on the heap to the system, as far as it makes whole pages.
void csystem_trim_heap(void);

// Columns of the terminal behind a descriptor; 0 when it is none.
int csystem_terminal_columns(int descriptor);

// Opens a pseudo-terminal so many columns wide, output left as it is and nothing echoed. Returns the
// side of the person and sets *program_side, both close-on-exec; or returns -1 with errno set.
int csystem_open_terminal(int columns, int *program_side);

// Makes a process that goes on from here and whose parent is our own parent; only for a process of one thread.
// Returns its pid, 0 in the new process, or -1 with errno set: kernels without CONFIG_CHECKPOINT_RESTORE cannot.
pid_t csystem_clone_sibling(void);

// Makes processes that are cloned from here on find the pages of the program's code where this one has them, in place of
// faulting at each; Linux 6.15 and later.
void csystem_hand_code_down(void);

// Makes the new process one of its own: a session, SIGKILL when the parent's thread dies (at once when `parent` is not
// the parent any more), and a working directory. Returns NULL, or the name of the call that failed, with errno set.
const char *csystem_settle_sibling(pid_t parent, const char *directory);

// How many descriptors a packet may carry.
#define CSYSTEM_PACKET_DESCRIPTORS 4

// A pair of sockets for packets, both close-on-exec. 0, or -1 with errno.
int csystem_packet_pair(int sockets[2]);

// Sends a packet at once or not at all. Returns its length, or -1 with errno set.
ssize_t csystem_send_packet(int socket, const void *bytes, size_t count, const int *descriptors, int descriptor_count);

// Takes a packet if there is one. `descriptors` has room for CSYSTEM_PACKET_DESCRIPTORS; those that came are
// close-on-exec. Returns its length, 0 at the end, or -1 with errno set: EAGAIN, or EMSGSIZE for one that is too long.
ssize_t csystem_receive_packet(int socket, void *bytes, size_t room, int *descriptors, int *descriptor_count);
