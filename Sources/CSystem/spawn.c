// vfork, limits, exec. The child shares the parent's memory until exec, so it only makes system calls,
// and reports a failure through a local of the parent's frame.

#define _GNU_SOURCE
#include "csystem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

struct failure {
  int error;
  const char *call;
};

static int limit(int resource, int64_t soft, int64_t hard) {
  if (soft <= 0) return 0;
  struct rlimit value = {.rlim_cur = (rlim_t)soft, .rlim_max = (rlim_t)hard};
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) return -1;
  // An unprivileged parent may not raise its own hard limit: take what there is.
  if (value.rlim_max > now.rlim_max) value.rlim_max = now.rlim_max;
  if (value.rlim_cur > value.rlim_max) value.rlim_cur = value.rlim_max;
  return setrlimit(resource, &value);
}

// Moves the wanted descriptors to 0...count-1. First all sources go above the targets, so that no dup2
// overwrites a source that is still needed.
static const char *arrange(const struct csystem_child *child, int *scratch) {
  int count = child->descriptor_count;
  for (int i = 0; i < count; i++) {
    scratch[i] = -1;
    if (child->descriptors[i] < 0) continue;
    scratch[i] = fcntl(child->descriptors[i], F_DUPFD_CLOEXEC, count);
    if (scratch[i] < 0) return "fcntl";
  }
  for (int i = 0; i < count; i++) {
    if (scratch[i] < 0) {
      close(i);
    } else if (dup2(scratch[i], i) < 0) {
      return "dup2";
    }
  }
  if (syscall(SYS_close_range, (unsigned)count, ~0U, 0U) != 0) return "close_range";
  return NULL;
}

// Everything the child does before exec; returns only to report what failed.
static const char *become(const struct csystem_child *child, const sigset_t *mask, int *scratch, pid_t parent) {
  // The system call itself: sigaction(3) refuses the two signals that glibc keeps for its threads, and the
  // child would inherit them ignored. All zeros is SIG_DFL, in the kernel's struct of any architecture.
  static const char usual[64];
  for (int number = 1; number < NSIG; number++) {
    if (number != SIGKILL && number != SIGSTOP) syscall(SYS_rt_sigaction, number, usual, NULL, (size_t)8);
  }
  if (child->new_session && setsid() < 0) return "setsid";
  if (child->death_signal != 0) {
    if (prctl(PR_SET_PDEATHSIG, child->death_signal, 0, 0, 0) != 0) return "prctl(PDEATHSIG)";
    // The parent may have died before prctl: then nobody would ever signal us.
    if (getppid() != parent) _exit(127);
  }
  if (child->no_new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return "prctl(NO_NEW_PRIVS)";
  struct rlimit no_core = {0, 0};
  if (setrlimit(RLIMIT_CORE, &no_core) != 0) return "setrlimit(CORE)";
  if (limit(RLIMIT_AS, child->memory_bytes, child->memory_bytes) != 0) return "setrlimit(AS)";
  if (limit(RLIMIT_CPU, child->cpu_seconds, child->cpu_seconds + 1) != 0) return "setrlimit(CPU)";
  if (limit(RLIMIT_FSIZE, child->file_bytes, child->file_bytes) != 0) return "setrlimit(FSIZE)";
  if (child->directory && chdir(child->directory) != 0) return "chdir";
  const char *failed = arrange(child, scratch);
  if (failed) return failed;
  // Last: arrange needs descriptors above the limit that the child is given.
  if (limit(RLIMIT_NOFILE, child->open_files, child->open_files) != 0) return "setrlimit(NOFILE)";
  sigprocmask(SIG_SETMASK, mask, NULL);
  execve(child->executable, child->arguments, child->environment);
  return "execve";
}

pid_t csystem_spawn(const struct csystem_child *child, int *pidfd, const char **failed_call) {
  int *scratch = calloc((size_t)child->descriptor_count + 1, sizeof(int));
  if (!scratch) {
    *failed_call = "calloc";
    return -1;
  }
  // Keeps a descriptor for the pidfd: a program that is started must not be killed for want of one.
  int reserve = open("/", O_PATH | O_CLOEXEC);
  if (reserve < 0) {
    int error = errno;
    free(scratch);
    *failed_call = "open";
    errno = error;
    return -1;
  }
  volatile struct failure failure = {0, NULL};
  sigset_t all, before, mask;
  sigfillset(&all);
  sigemptyset(&mask);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t parent = getpid();
  pid_t pid = vfork();
  if (pid == 0) {
    failure.call = become(child, &mask, scratch, parent);
    failure.error = errno;
    _exit(127);
  }
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  free(scratch);
  close(reserve);
  if (pid < 0) {
    *failed_call = "vfork";
    errno = error;
    return -1;
  }
  if (failure.call) {
    syscall(SYS_wait4, pid, NULL, 0, NULL);
    *failed_call = failure.call;
    errno = failure.error;
    return -1;
  }
  // The child is not reaped yet, so the pid is still its own.
  *pidfd = (int)syscall(SYS_pidfd_open, pid, 0U);
  if (*pidfd < 0) {
    error = errno;
    kill(pid, SIGKILL);
    syscall(SYS_wait4, pid, NULL, 0, NULL);
    *failed_call = "pidfd_open";
    errno = error;
    return -1;
  }
  return pid;
}
