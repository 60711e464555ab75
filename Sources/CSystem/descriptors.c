// Small calls that Swift cannot make: variadic ioctl and prctl, syscalls without a wrapper.

#define _GNU_SOURCE
#include "csystem.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

int csystem_pidfd_signal(int pidfd, int signal) {
  return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0U);
}

int csystem_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0U); }

int csystem_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0UL, 0UL, 0UL); }

int csystem_pipe(int descriptors[2]) { return pipe2(descriptors, O_CLOEXEC); }

int csystem_event_descriptor(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int csystem_forbid_inspection(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

void csystem_trim_heap(void) { malloc_trim(0); }

int csystem_terminal_columns(int descriptor) {
  struct winsize size;
  if (!isatty(descriptor)) return 0;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

int csystem_open_terminal(int columns, int *program_side) {
  int side = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (side < 0) return -1;
  char name[64];
  struct termios mode;
  struct winsize size = {.ws_row = 24, .ws_col = (unsigned short)columns};
  *program_side = -1;
  if (grantpt(side) == 0 && unlockpt(side) == 0 && ptsname_r(side, name, sizeof name) == 0) {
    *program_side = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  }
  if (*program_side >= 0 && ioctl(side, TIOCSWINSZ, &size) == 0 && tcgetattr(*program_side, &mode) == 0) {
    mode.c_oflag &= ~(tcflag_t)OPOST;
    mode.c_lflag &= ~(tcflag_t)ECHO;
    if (tcsetattr(*program_side, TCSANOW, &mode) == 0) return side;
  }
  int error = errno;
  if (*program_side >= 0) close(*program_side);
  close(side);
  errno = error;
  return -1;
}
