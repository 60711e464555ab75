// What the mails look like: `make test` leaves each in build/mail, and pictures of it as on a phone and on a desk, for
// somebody to look at. That the pictures are there and of the right size is all that is checked of them.

import Fixtures
import Mailing
import Processes
import Testing

@Suite(.serialized) struct `The gallery of mails` {
  private static let folder = projectFile("build/mail")
  private static let browsers = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"]

  private func hang() throws {
    for path in [projectFile("build"), Self.folder] where !exists(path) { try makeFolder(path) }
    for (name, content) in Gallery.mails {
      try write(Array("\(content.html)".utf8), to: "\(Self.folder)/\(name).html")
      let text = "Subject: \(content.subject)\n\n\(content.text)"
      try write(Array(text.utf8), to: "\(Self.folder)/\(name).txt")
    }
  }

  @Test func `is left in build/mail`() throws {
    try hang()
    #expect(names(in: Self.folder).count { $0.hasSuffix(".html") } >= Gallery.mails.count)
  }

  @Test(.enabled(if: browsers.contains(where: exists), "there is no Chromium: infra/deps celery installs it"))
  func `is pictured as on a phone, on a desk, and on a desk in the dark`() throws {
    try hang()
    let ended = try withTemporaryFolder { home in
      try runProgram(
        projectFile("infra/support/mailshots"), arguments: Gallery.mails.map(\.0),
        environment: ["PATH": "/usr/bin:/bin", "HOME": home])
    }
    #expect(ended.status == .exited(0), "\(ended.errorText)")
    for (name, _) in Gallery.mails {
      #expect(try size(of: "\(name)-phone") == [390, 1500])
      #expect(try size(of: "\(name)-desk") == [1200, 1300])
      #expect(try size(of: "\(name)-dark") == [1200, 1300])
    }
  }

  /// Width and height of a picture (PNG 11.2.2).
  private func size(of name: String) throws -> [Int] {
    let bytes = try contents(of: "\(Self.folder)/\(name).png")
    try #require(bytes.count > 24)
    return [16, 20].map { start in bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
  }
}
