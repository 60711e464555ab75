// How children end and what they leave behind: the status, nothing else.

import Fixtures
import Processes
import Glibc
import Testing

@Suite struct `The end of a child` {
  @Test func `is seen on its pidfd, through which it gets signals`() throws {
    let child = try Launch("/bin/sleep", ["600"]).start()
    var polled = pollfd(fd: child.pidfd, events: Int16(POLLIN), revents: 0)
    #expect(poll(&polled, 1, 0) == 0)
    #expect(fcntl(child.pidfd, F_GETFD) == FD_CLOEXEC)
    #expect(child.send(signal: SIGTERM))
    #expect(poll(&polled, 1, 10_000) == 1)
    #expect(child.wait().status == .signaled(SIGTERM))
  }

  @Test func `comes with the thread that started it, when asked for`() throws {
    let box = Box()
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        var launch = Launch("/bin/sleep", ["600"])
        launch.deathSignal = SIGUSR1
        context.map { Unmanaged<Box>.fromOpaque($0).takeUnretainedValue() }?.child = try? launch.start()
        return nil
      }, Unmanaged.passUnretained(box).toOpaque())
    try #require(code == 0)
    pthread_join(thread, nil)
    let child = try #require(box.child)
    var polled = pollfd(fd: child.pidfd, events: Int16(POLLIN), revents: 0)
    let hasEnded = poll(&polled, 1, 10_000) == 1
    #expect(hasEnded)
    if !hasEnded { child.send(signal: SIGKILL) }
    #expect(child.wait().status == .signaled(SIGUSR1))
  }

  @Test(
    arguments: [
      ("/no/such/program", nil, "execve", ENOENT), ("/etc/passwd", nil, "execve", EACCES),
      ("/bin", nil, "execve", EACCES), ("/bin/true", "/no/such/folder", "chdir", ENOENT),
      ("/bin/true", "/etc/passwd", "chdir", ENOTDIR),
    ] as [(String, String?, String, Int32)])
  func `before its beginning is told with the call that failed`(
    path: String, directory: String?, call: String, error: Int32
  ) throws {
    var launch = Launch(path)
    launch.directory = directory
    #expect(throws: Launch.Refusal(call: call, error: error)) { try launch.start() }
  }

  @Test func `before its beginning is also told for a descriptor that is not open`() throws {
    var launch = Launch("/bin/true")
    launch.descriptors = [1_000_000]
    #expect(throws: Launch.Refusal(call: "fcntl", error: EBADF)) { try launch.start() }
  }

  @Test func `leaves no descriptor and no zombie, not even after 200 of them`() async {
    // In a process of its own: here other tests open and start things meanwhile.
    await #expect(processExitsWith: .success) {
      for round in 0..<200 {
        let isGood = round % 2 == 0
        let child = try? Launch(isGood ? "/bin/true" : "/no/such/program").start()
        #expect((child != nil) == isGood)
        if let child { #expect(child.wait().status == .exited(0)) }
        #expect(wait4(-1, nil, WNOHANG, nil) == -1 && errno == ECHILD)
      }
      // Only those that a spawn opens: the test library's own come and go.
      let links = names(in: "/proc/self/fd").map { linkTarget("/proc/self/fd/\($0)") }
      #expect(!links.contains { $0.hasPrefix("anon_inode:[pidfd]") })
    }
  }
}

/// Takes a child from one thread to another that joins it.
private final class Box {
  var child: ChildProcess?
}
