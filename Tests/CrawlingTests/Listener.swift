// A server below HTTP: it answers any bytes with the same bytes, and may keep its port closed until it is told.

import Glibc
import Synchronization

/// A port of 127.0.0.1 that refuses connections until ``open()``, and then answers all of them alike.
final class Listener: Sendable {
  let port: UInt16
  private let descriptor: Int32
  private let answer: [UInt8]
  private let count = Count()
  private let heardBytes = Mutex<[[UInt8]]>([])

  /// What came over each connection, its first bytes.
  var heard: [[UInt8]] { heardBytes.withLock { $0 } }

  init(answering answer: String, isOpen: Bool = true) {
    self.answer = Array(answer.utf8)
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let descriptor = descriptor
    port = withUnsafeMutableBytes(of: &address) { bytes in
      guard let raw = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return 0 }
      var length = socklen_t(bytes.count)
      guard bind(descriptor, raw, length) == 0, getsockname(descriptor, raw, &length) == 0 else { return 0 }
      return UInt16(
        bigEndian: raw.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_port })
    }
    if isOpen { open() }
  }

  deinit { close(descriptor) }

  /// Takes connections from now on; the first call counts.
  func open() {
    guard count.next(of: "open") == 1 else { return }
    listen(descriptor, 16)
    startThread { [weak self, descriptor] in Self.serve(descriptor) { self } }
  }

  /// Ends the service.
  func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private static func serve(_ descriptor: Int32, _ listener: () -> Listener?) {
    while true {
      let connection = accept(descriptor, nil, nil)
      guard connection >= 0, let listener = listener() else { return }
      var buffer = [UInt8](repeating: 0, count: 4_096)
      let length = recv(connection, &buffer, buffer.count, 0)
      if length > 0 {
        listener.heardBytes.withLock { $0.append(Array(buffer[..<length])) }
        _ = send(connection, listener.answer, listener.answer.count, Int32(MSG_NOSIGNAL))
      }
      close(connection)
    }
  }
}
