// The lock of a name: one dispatcher has it, and a successor waits for what a killed one left.

import Dispatching
import Fixtures
import Testing

@Suite struct `The state folder` {
  @Test func `is refused to a second dispatcher of the same name`() throws {
    try withTemporaryFolder { folder in
      let first = try StateFolder("\(folder)/state", name: "devseo@a/b")
      #expect(throws: StateError.taken(name: "devseo@a/b", folder: "\(folder)/state")) {
        _ = try StateFolder("\(folder)/state", name: "devseo@a/b")
      }
      _ = try StateFolder("\(folder)/state", name: "other@a/b")
      withExtendedLifetime(first) {}
    }
  }

  @Test func `is given to a successor when the last child of a killed one is gone`() throws {
    try withTemporaryFolder { folder in
      var holder = Program("/bin/sh")
      holder.arguments = ["-c", "exec 9>\(folder)/devseo.lock; flock 9; echo held >&2; exec sleep 0.2"]
      try withProgram(holder) { running in
        try running.wait(forErrors: "held")
        _ = try StateFolder(folder, name: "devseo")
      }
    }
  }
}
