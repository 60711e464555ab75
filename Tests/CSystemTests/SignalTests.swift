// Signals that are caught for a loop. Each test is a process of its own: signals belong to all of a process.

import Fixtures
import Glibc
import Processes
import Testing

@Suite struct `An inbox of signals` {
  @Test func `tells what has come, SIGTERM and SIGINT as often as they came`() async {
    await #expect(processExitsWith: .success) {
      let inbox = try SignalInbox(catching: [SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGUSR1])
      #expect(!isReadable(inbox) && inbox.take() == [])
      for signal in [SIGTERM, SIGUSR1, SIGHUP, SIGINT, SIGTERM, SIGHUP, SIGTERM, SIGHUP] {
        #expect(raise(signal) == 0)
      }
      #expect(isReadable(inbox))
      #expect(inbox.take() == [SIGHUP, SIGINT, SIGUSR1, SIGTERM, SIGTERM, SIGTERM])
      #expect(!isReadable(inbox) && inbox.take() == [])
      raise(SIGUSR1)
      #expect(inbox.take() == [SIGUSR1])
    }
  }

  @Test func `loses none to a storm of others that fills its pipe`() async {
    await #expect(processExitsWith: .success) {
      let inbox = try SignalInbox(catching: [SIGTERM, SIGCHLD])
      for _ in 0..<70_000 { raise(SIGCHLD) }
      raise(SIGTERM)
      #expect(isReadable(inbox))
      #expect(inbox.take() == [SIGTERM, SIGCHLD])
      #expect(!isReadable(inbox))
    }
  }

  @Test func `tells of the end of a child, not of its being stopped`() async {
    await #expect(processExitsWith: .success) {
      let inbox = try SignalInbox(catching: [SIGCHLD])
      let child = try Launch("/bin/sleep", ["600"]).start()
      child.send(signal: SIGSTOP)
      var code: Int32 = 0
      while waitpid(child.pid, &code, WUNTRACED) < 0 {}
      #expect(inbox.take() == [])
      child.send(signal: SIGKILL)
      var polled = pollfd(fd: inbox.descriptor, events: Int16(POLLIN), revents: 0)
      while poll(&polled, 1, 10_000) < 0 {}
      #expect(inbox.take() == [SIGCHLD])
      #expect(child.wait().status == .signaled(SIGKILL))
    }
  }

  @Test func `keeps errno, and ends no call that waits`() async {
    await #expect(processExitsWith: .success) {
      let inbox = try SignalInbox(catching: [SIGUSR2])
      // The pipe filled up, so that writing into it fails with another errno.
      for _ in 0..<70_000 { raise(SIGUSR2) }
      errno = ENOTTY
      raise(SIGUSR2)
      let kept = errno
      #expect(kept == ENOTTY)
      #expect(inbox.take() == [SIGUSR2])
      // A child that signals us while we read what it will say.
      var reader: [Int32] = [-1, -1]
      try #require(pipe(&reader) == 0)
      var launch = Launch("/bin/sh", ["-c", "kill -USR2 $PPID; sleep 0.05; kill -USR2 $PPID; echo said"])
      launch.environment = ["PATH": "/usr/bin:/bin"]
      launch.descriptors = [-1, reader[1], 2]
      let child = try launch.start()
      var text = [UInt8](repeating: 0, count: 16)
      #expect(read(reader[0], &text, 16) == 5)
      #expect(child.wait().status == .exited(0))
      #expect(inbox.take() == [SIGUSR2])
    }
  }

  @Test func `hears signals that were blocked before`() async {
    await #expect(processExitsWith: .success) {
      var all = sigset_t()
      sigfillset(&all)
      pthread_sigmask(SIG_SETMASK, &all, nil)
      raise(SIGUSR1)
      let inbox = try SignalInbox(catching: [SIGUSR1])
      #expect(inbox.take() == [SIGUSR1])
    }
  }

  @Test func `ignores SIGPIPE, and children begin with the usual dispositions`() async {
    await #expect(processExitsWith: .success) {
      _ = try SignalInbox(catching: [SIGTERM])
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      close(ends[0])
      #expect(Glibc.write(ends[1], ends, 1) == -1 && errno == EPIPE)
      let child = try Launch("/bin/sh", ["-c", "kill -TERM $$"]).start()
      #expect(child.wait().status == .signaled(SIGTERM))
      let other = try Launch("/bin/sh", ["-c", "kill -PIPE $$"]).start()
      #expect(other.wait().status == .signaled(SIGPIPE))
    }
  }

  @Test(arguments: [SIGKILL, 0, 64]) func `refuses what cannot be caught`(signal: Int32) {
    #expect(throws: Launch.Refusal(call: "sigaction(\(signal))", error: EINVAL)) {
      try SignalInbox(catching: [signal])
    }
  }
}

private func isReadable(_ inbox: SignalInbox) -> Bool {
  var polled = pollfd(fd: inbox.descriptor, events: Int16(POLLIN), revents: 0)
  return poll(&polled, 1, 0) == 1
}
