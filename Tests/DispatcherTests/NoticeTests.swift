// What the dispatcher tells systemd: it serves, it ends.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `The service manager` {
  @Test(arguments: [false, true])
  func `is told when the dispatcher serves and when it ends`(isAbstract: Bool) throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      let name = isAbstract ? "@devseo-\(getpid())-\(stage.folder.suffix(6))" : "\(stage.folder)/notify"
      let socket = try NoticeSocket(name)
      defer { socket.close() }
      // It cannot register as long as Redis does not answer.
      stage.redis.pause()
      try withProgram(stage.program(variables: ["NOTIFY_SOCKET": name])) { process in
        try process.wait(forErrors: #""message":"starting""#)
        #expect(socket.next() == nil)
        stage.redis.resume()
        var notice: String?
        try process.wait(for: "telling that it serves") {
          notice = socket.next()
          return notice != nil
        }
        #expect(notice == "READY=1\nSTATUS=serving")
        #expect(try stage.redis.cli("ZCARD", "devseo:own") == "1")
        try stage.drain(process)
        #expect(socket.next() == "STOPPING=1\nSTATUS=draining")
        #expect(socket.next() == nil)
      }
    }
  }

  @Test func `may be gone`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      for name in [
        "\(stage.folder)/nobody", "@nobody-\(getpid())", "relative", "/" + String(repeating: "x", count: 200),
      ] {
        try stage.withDispatcher(stage.program(variables: ["NOTIFY_SOCKET": name])) { try stage.drain($0) }
      }
    }
  }
}

/// A socket that notices come to.
private struct NoticeSocket {
  private let descriptor: Int32

  init(_ name: String) throws {
    descriptor = socket(
      AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = name.hasPrefix("@") ? [0] + name.utf8.dropFirst() : Array(name.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard bound == 0 else { throw Wrong(description: "cannot bind \(name)") }
  }

  /// The next notice; nil: there is none.
  func next() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  func close() { Glibc.close(descriptor) }
}
