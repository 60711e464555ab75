// A process that makes others like itself: a clone whose parent is our own parent, and the socket over which it is
// asked for, with the descriptors that the new process gets.

#define _GNU_SOURCE
#include "csystem.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

pid_t csystem_clone_sibling(void) {
  // What fork(3) does for a process of one thread: the C library keeps the number of the thread, and the kernel
  // writes the child's there.
  int *number = NULL;
  if (prctl(PR_GET_TID_ADDRESS, &number, 0UL, 0UL, 0UL) != 0) return -1;
  unsigned long flags = CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;
#if defined(__x86_64__)
  return (pid_t)syscall(SYS_clone, flags, NULL, NULL, number, 0UL);
#else
  return (pid_t)syscall(SYS_clone, flags, NULL, NULL, 0UL, number);
#endif
}

// A page of nothing amid the code, which is nobody's to run.
__asm__(
    ".pushsection .text.csystem_nothing,\"ax\"\n"
    ".balign 4096\n"
    ".hidden csystem_nothing\n"
    ".globl csystem_nothing\n"
    "csystem_nothing:\n"
    ".skip 4096\n"
    ".popsection\n");
extern char csystem_nothing[4096];

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

void csystem_hand_code_down(void) {
  // A mapping with a guard in it is one whose page tables fork copies. Elsewhere: EINVAL, and all is as it was.
  if (sysconf(_SC_PAGESIZE) == sizeof csystem_nothing) {
    (void)madvise(csystem_nothing, sizeof csystem_nothing, MADV_GUARD_INSTALL);
  }
}

const char *csystem_settle_sibling(pid_t parent, const char *directory) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return "prctl(PDEATHSIG)";
  // The parent may have died before prctl: then nobody would ever signal us.
  if (getppid() != parent) _exit(127);
  if (chdir(directory) != 0) return "chdir";
  // Last: whoever leads a session already has done all else, and is told that it does.
  if (setsid() < 0) return "setsid";
  return NULL;
}

int csystem_packet_pair(int sockets[2]) { return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets); }

// Room for the control data of so many descriptors, aligned as its header must be.
union control {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int) * CSYSTEM_PACKET_DESCRIPTORS)];
};

ssize_t csystem_send_packet(int socket, const void *bytes, size_t count, const int *descriptors, int descriptor_count) {
  union control control;
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
  struct msghdr packet = {.msg_iov = &part, .msg_iovlen = 1};
  if (descriptor_count > CSYSTEM_PACKET_DESCRIPTORS) {
    errno = EINVAL;
    return -1;
  }
  if (descriptor_count > 0) {
    memset(&control, 0, sizeof control);
    packet.msg_control = control.bytes;
    packet.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)descriptor_count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&packet);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)descriptor_count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)descriptor_count);
  }
  return sendmsg(socket, &packet, MSG_NOSIGNAL | MSG_DONTWAIT);
}

ssize_t csystem_receive_packet(int socket, void *bytes, size_t room, int *descriptors, int *descriptor_count) {
  union control control;
  struct iovec part = {.iov_base = bytes, .iov_len = room};
  struct msghdr packet = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  *descriptor_count = 0;
  ssize_t count = recvmsg(socket, &packet, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (count < 0) return count;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&packet); header; header = CMSG_NXTHDR(&packet, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    int found = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(descriptors, CMSG_DATA(header), sizeof(int) * (size_t)found);
    *descriptor_count = found;
  }
  if (packet.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
    for (int i = 0; i < *descriptor_count; i++) close(descriptors[i]);
    *descriptor_count = 0;
    errno = EMSGSIZE;
    return -1;
  }
  return count;
}
