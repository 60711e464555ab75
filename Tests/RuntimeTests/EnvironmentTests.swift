// Configuration from variables and from systemd's credentials.

import Fixtures
import Glibc
import Testing

@testable import Runtime

@Suite struct `The configuration` {
  @Test func `comes from a variable, else from a credential of that name`() async {
    // In a process of its own: variables belong to all tests at once.
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        let name = "DEVSEO_TEST_KEY"
        #expect(Environment.value(of: name) == nil)
        setenv("CREDENTIALS_DIRECTORY", folder, 1)
        #expect(Environment.value(of: name) == nil)

        for (content, value) in [
          ("secret", "secret"), ("secret\n", "secret"), ("two\nlines\n\n", "two\nlines"), ("", nil),
          ("\n", nil), (" x ", " x "), ("é😀", "é😀"), (String(repeating: "x", count: 65_537), nil),
        ] as [(String, String?)] {
          try write(Array(content.utf8), to: "\(folder)/\(name)")
          #expect(Environment.value(of: name) == value)
        }

        try write(Array("secret".utf8), to: "\(folder)/\(name)")
        setenv(name, "variable", 1)
        #expect(Environment.value(of: name) == "variable")
        setenv(name, "", 1)
        #expect(Environment.value(of: name) == "secret")
      }
    }
  }

  @Test func `never comes from outside of the credentials`() async {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        setenv("CREDENTIALS_DIRECTORY", folder, 1)
        for name in ["../../etc/passwd", "/etc/passwd", "..", ".", "", "a/b", "\(folder)/x"] {
          #expect(Environment.value(of: name) == nil)
        }
        setenv("CREDENTIALS_DIRECTORY", "/no/such/folder", 1)
        #expect(Environment.value(of: "KEY") == nil)
      }
    }
  }
}
