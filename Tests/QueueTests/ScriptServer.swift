// A Redis of a test's own, on a unix socket in a folder of its own.

import Fixtures
import Glibc

/// Runs `body` with the socket of an empty Redis that is killed afterwards.
func withScriptServer<Result>(
  options: [String] = [], _ body: (String) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in
    let path = "\(folder)/socket"
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    var launch = Launch(
      "/usr/bin/redis-server",
      ["--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no", "--dir", folder] + options)
    launch.descriptors = [null, null, null]
    let server = try launch.start()
    defer {
      server.send(signal: SIGKILL)
      server.wait()
    }
    return try body(path)
  }
}
