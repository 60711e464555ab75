// Folders of temporary files: made fresh, and removed with whatever was left in them.

import Fixtures
import Glibc
import Processes
import Testing

@Suite struct `A private folder` {
  @Test func `is new, and nobody else may look into it`() throws {
    try withTemporaryFolder { base in
      let folder = try PrivateFolder("run-1", in: base)
      #expect(folder.path == "\(base)/run-1")
      var status = stat()
      #expect(lstat(folder.path, &status) == 0 && status.st_mode == S_IFDIR | 0o700)
      try folder.remove()
      #expect(!exists(folder.path))
      // Twice does no harm.
      try folder.remove()
    }
  }

  @Test func `that was found to be as new is looked into only when something has changed`() throws {
    try withTemporaryFolder { base in
      var folder = try PrivateFolder("run", in: base)
      func isStillAsNew() -> Bool { folder.isStillAsNew() }
      #expect(isStillAsNew())
      // Long enough for its date to be a sure sign.
      while folder.mark == nil { usleep(1000) }
      for _ in 0..<2 { #expect(isStillAsNew()) }
      try write([], to: "\(base)/run/left")
      #expect(!isStillAsNew())
      unlink("\(base)/run/left")
      #expect(isStillAsNew())
      while folder.mark == nil { usleep(1000) }
      #expect(isStillAsNew())
      chmod("\(base)/run", 0o755)
      #expect(!isStillAsNew())
      chmod("\(base)/run", 0o700)
      try makeFolder("\(base)/run/sub")
      #expect(!isStillAsNew())
    }
  }

  @Test func `is as new until somebody leaves something, opens it to others or replaces it`() throws {
    try withTemporaryFolder { base in
      let folder = try PrivateFolder("run", in: base)
      #expect(folder.isAsNew)
      for (change, undoing) in [
        ("touch run/.hidden", "rm run/.hidden"), ("mkdir run/sub", "rmdir run/sub"),
        ("chmod 0750 run", "chmod 0700 run"), ("mv run away; ln -s away run", "rm run; mv away run"),
        ("rmdir run", "mkdir -m 0700 run"),
      ] {
        try shell(change, in: base)
        #expect(!folder.isAsNew, "\(change)")
        try shell(undoing, in: base)
        #expect(folder.isAsNew, "\(undoing)")
      }
    }
  }

  @Test func `is refused where something is already, be it a link to a folder`() throws {
    try withTemporaryFolder { base in
      #expect(symlink("/tmp", "\(base)/link") == 0)
      try write([], to: "\(base)/file")
      for name in ["link", "file"] {
        let error = #expect(throws: FolderError.self) { try PrivateFolder(name, in: base) }
        #expect(error?.description == "cannot make the folder \(base)/\(name): File exists")
      }
      #expect(throws: FolderError.self) { try PrivateFolder("new", in: "\(base)/nowhere") }
    }
  }

  @Test(arguments: ["", ".", "..", "a/b", "../a", "a\0b"]) func `has a name of one component`(name: String) {
    #expect(throws: FolderError.self) { try PrivateFolder(name, in: "/tmp") }
  }

  @Test func `goes with files, folders, links, sockets and names that are no text`() throws {
    try withTemporaryFolder { base in
      let folder = try PrivateFolder("run", in: base)
      let script = """
        mkdir -p a/b/c a/d 1 2 && touch a/f 1/x 2/3 3 "$(printf 'n\\377\\nl')" -- -rf && mkfifo p && ln -s . a/loop
        ln -s nowhere dangling && ln 3 hard && for n in $(seq 300); do mkdir -p many/$n/in; touch many/$n/in/f; done
        """
      try shell(script, in: folder.path)
      try folder.remove()
      #expect(!exists(folder.path))
    }
  }

  @Test func `goes without what its links lead to`() throws {
    try withTemporaryFolder { base in
      let kept = try PrivateFolder("kept", in: base)
      try write([1], to: "\(kept.path)/file")
      let folder = try PrivateFolder("run", in: base)
      try shell("mkdir sub; ln -s ../kept .; ln -s ../../kept sub; ln -s ../kept/file f", in: folder.path)
      try folder.remove()
      #expect(!exists(folder.path))
      #expect(names(in: kept.path) == ["file"])
      // Nor is anything removed when the folder itself has been replaced by a link.
      #expect(symlink(kept.path, folder.path) == 0)
      #expect(throws: FolderError.self) { try folder.remove() }
      #expect(names(in: kept.path) == ["file"])
      unlink(folder.path)
      try kept.remove()
    }
  }

  @Test func `goes with thousands of folders in one another`() throws {
    try withTemporaryFolder { base in
      let folder = try PrivateFolder("run", in: base)
      // Longer than any path may be, and deeper than descriptors go round.
      var inner = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      for level in 0..<2000 {
        try #require(mkdirat(inner, "folder", 0o700) == 0, "level \(level)")
        let next = openat(inner, "folder", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        close(openat(next, "file", O_WRONLY | O_CREAT | O_CLOEXEC))
        close(inner)
        inner = next
      }
      close(inner)
      try folder.remove()
      #expect(!exists(folder.path))
    }
  }

  @Test func `goes with folders that nobody may read or write`() async {
    await #expect(processExitsWith: .success) {
      // The superuser may do everything.
      if getuid() == 0 { try #require(setgid(65534) == 0 && setuid(65534) == 0) }
      try withTemporaryFolder { base in
        let folder = try PrivateFolder("run", in: base)
        let script = """
          mkdir -p a/b/c d/e f/g && touch a/b/c/x d/e/x f/g/x && chmod 0 a/b/c && chmod 0 a/b && chmod 0500 d/e d
          chmod 0300 f/g && chmod 0100 f && chmod 0 .
          """
        try shell(script, in: folder.path)
        try #require(open("\(folder.path)/a", O_RDONLY) < 0)
        try folder.remove()
        #expect(!exists(folder.path))
      }
    }
  }

  @Test func `goes although files appear in it meanwhile`() throws {
    try withTemporaryFolder { base in
      let folder = try PrivateFolder("run", in: base)
      var busy = Program("/bin/sh")
      // Says so once it is at it; the folder gone, it ends.
      busy.arguments = [
        "-c", "n=0; while mkdir -p s && : > s/$n; do [ $n = 20 ] && echo at it >&2; n=$((n+1)); done",
      ]
      busy.directory = folder.path
      try withProgram(busy) { program in
        try program.wait(forErrors: "at it")
        // As long as it writes a removal may come too late; each leaves less time.
        var isGone = false
        for _ in 0..<100 where !isGone { isGone = (try? folder.remove()) != nil }
        program.send(signal: SIGKILL)
        try folder.remove()
        #expect(!exists(folder.path))
      }
    }
  }

  @Test func `says what is in the way`() throws {
    try withTemporaryFolder { base in
      let error = #expect(throws: FolderError.self) { try PrivateFolder.removeAll(in: "/proc/self/fdinfo") }
      #expect(error?.description.hasPrefix("cannot clear the folder /proc/self/fdinfo: ") == true)
      try write([], to: "\(base)/file")
      #expect(throws: FolderError.self) { try PrivateFolder.removeAll(in: "\(base)/file") }
    }
  }

  @Test func `that a predecessor left is removed, its base is not`() throws {
    try withTemporaryFolder { base in
      for number in 0..<3 {
        let folder = try PrivateFolder("run-\(number)", in: base)
        try shell("mkdir -p a/b; touch a/b/c", in: folder.path)
      }
      try PrivateFolder.removeAll(in: base)
      #expect(exists(base) && names(in: base).isEmpty)
      try PrivateFolder.removeAll(in: "\(base)/nowhere")
    }
  }

  @Test func `leaves no descriptor open`() async {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { base in
        let folder = try PrivateFolder("run", in: base)
        try shell("mkdir -p a/b/c d; ln -s a e; touch a/f", in: folder.path)
        try folder.remove()
        #expect(throws: FolderError.self) { try PrivateFolder.removeAll(in: "/proc/self/fdinfo") }
        let links = names(in: "/proc/self/fd").map { linkTarget("/proc/self/fd/\($0)") }
        #expect(!links.contains { $0.hasPrefix(base) || $0.hasSuffix("/fdinfo") })
      }
    }
  }
}

/// Runs a script in a folder.
private func shell(_ script: String, in folder: String) throws {
  let ended = try runProgram("/bin/sh", arguments: ["-euc", script]) { $0.directory = folder }
  try #require(ended.status == .exited(0), "\(ended.errorText)")
}
