// What a child gets: exactly what was asked for, and nothing of this process's.

import Fixtures
import Processes
import Glibc
import Testing

@Suite struct `A child` {
  @Test func `has exactly the arguments and the environment that were given`() throws {
    var launch = Launch("/usr/bin/env")
    launch.environment = ["A": "1", "B": "two words\nand lines", "EMPTY": ""]
    #expect(try launch.text().text == "A=1\nB=two words\nand lines\nEMPTY=")
    let words = ["", "a b", "$HOME", "é😀", "--", "\n"]
    let echo = Launch("/bin/sh", ["-c", #"for word; do printf '[%s]' "$word"; done"#, "sh"] + words)
    #expect(try echo.text().text == words.map { "[\($0)]" }.joined())
  }

  @Test func `has exactly the descriptors that were given`() throws {
    let null = open("/dev/null", O_RDWR)
    let zero = open("/dev/zero", O_RDONLY)
    defer {
      close(null)
      close(zero)
    }
    // Closed, swapped and repeated sources; `ls` itself opens the folder as the lowest free one.
    var launch = Launch.shell("exec /bin/ls -l /proc/self/fd")
    launch.descriptors = [null, -1, zero, zero, -1, null]
    let lines = try launch.text().text.split(separator: "\n").dropFirst()
    let links = lines.map { $0.split(separator: " ").suffix(3).joined(separator: " ") }
    #expect(links.count == 6)
    #expect(links.contains("0 -> /dev/null"))
    #expect(links.contains { $0.hasPrefix("1 -> pipe:") })
    #expect(links.contains("2 -> /dev/zero"))
    #expect(links.contains("3 -> /dev/zero"))
    #expect(links.contains { $0.hasPrefix("4 -> /proc/") })
    #expect(links.contains("5 -> /dev/null"))
  }

  @Test func `may take over descriptors that lie in each other's place`() throws {
    // Whatever these numbers are, each is the target of the other.
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let highest = Int(max(ends[0], ends[1]))
    var descriptors = [Int32](repeating: -1, count: highest + 1)
    (descriptors[Int(ends[0])], descriptors[Int(ends[1])]) = (ends[1], ends[0])
    var launch = Launch("/bin/sh", ["-c", "printf crossed > /proc/self/fd/\(ends[0])"])
    launch.descriptors = descriptors
    let child = try? launch.start()
    close(ends[1])
    #expect(child?.wait().status == .exited(0))
    var text = [UInt8](repeating: 0, count: 7)
    try #require(read(ends[0], &text, 7) == 7)
    #expect(String(decoding: text, as: UTF8.self) == "crossed")
  }

  @Test func `leads a session and a group of its own, when asked to`() throws {
    // The fields of stat behind the name: state, parent, group, session.
    let script = "read -r line < /proc/self/stat; set -- ${line##*) }; echo $$ $2 $3 $4"
    let own = try Launch.shell(script).text().text.split(separator: " ").map(String.init)
    #expect(own == [own[0], "\(getpid())", own[0], own[0]])
    var launch = Launch.shell(script)
    launch.newSession = false
    let shared = try launch.text().text.split(separator: " ").map(String.init)
    #expect(shared.dropFirst() == ["\(getpid())", "\(getpgrp())", "\(getsid(0))"])
  }

  @Test func `runs in the folder that was named`() throws {
    var launch = Launch("/bin/pwd")
    launch.directory = "/usr/bin"
    #expect(try launch.text().text == "/usr/bin")
  }

  @Test func `has every signal at its default, none of them blocked`() throws {
    // The test program ignores SIGPIPE and may block others; the shell would pass that on.
    signal(SIGPIPE, SIG_IGN)
    var blocked = sigset_t()
    var before = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGUSR1)
    sigaddset(&blocked, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    // Not grep: it catches a signal of its own.
    let lines = try Launch("/bin/cat", ["/proc/self/status"]).text().text.split(separator: "\n")
    let none = "0000000000000000"
    #expect(
      lines.filter { $0.hasPrefix("SigB") || $0.hasPrefix("SigI") || $0.hasPrefix("SigC") }
        == ["SigBlk:\t\(none)", "SigIgn:\t\(none)", "SigCgt:\t\(none)"])
    var now = sigset_t()
    pthread_sigmask(SIG_SETMASK, nil, &now)
    #expect(sigismember(&now, SIGUSR1) == 1, "the parent's own mask is as before")
  }

  @Test(arguments: [(true, "1"), (false, "0")])
  func `has no use of set-user-id programs, when asked to`(isAsked: Bool, value: String) throws {
    var launch = Launch("/bin/grep", ["NoNewPrivs", "/proc/self/status"])
    launch.noNewPrivileges = isAsked
    #expect(try launch.text().text == "NoNewPrivs:\t\(value)")
  }
}
