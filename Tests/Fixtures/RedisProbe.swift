// Asks a starting Redis server whether it is ready: by connecting, again and again, as its clients would.

import Glibc

/// Connects to one unix socket and pings.
struct RedisProbe {
  let socket: String

  /// Waits until the server answers something other than that it is still loading.
  ///
  /// - Returns: Whether it did so within ten seconds and before its process ended.
  func waitUntilReady(unlessEnded pidfd: Int32) -> Bool {
    for _ in 0..<5_000 {
      if answersPing() { return true }
      // Two milliseconds at most, fewer when the process ends: then there is nothing to wait for.
      var ended = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
      if poll(&ended, 1, 2) > 0 { return false }
    }
    return false
  }

  private func answersPing() -> Bool {
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array(socket.utf8)
    guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    var limit = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let ping = Array("PING\r\n".utf8)
    guard connected == 0, send(descriptor, ping, ping.count, Int32(MSG_NOSIGNAL)) == ping.count else {
      return false
    }
    var answer = [UInt8](repeating: 0, count: 64)
    let count = recv(descriptor, &answer, answer.count, 0)
    // Whoever asks for a password is ready too.
    let text = String(decoding: answer.prefix(max(0, count)), as: UTF8.self)
    return !text.isEmpty && !text.hasPrefix("-LOADING")
  }
}

/// A port of 127.0.0.1 that nobody listens on at the moment.
public func freePort() throws -> UInt16 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard descriptor >= 0 else { throw ServerFailure(description: "cannot make a socket") }
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let found = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
    }
  }
  guard found else { throw ServerFailure(description: "cannot find a free port") }
  return UInt16(bigEndian: address.sin_port)
}

/// The path of a program, searched for in PATH.
public func executable(_ name: String) -> String? {
  let folders = getenv("PATH").map { String(cString: $0) } ?? Program.path
  return folders.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
}

/// A text with everything but letters and digits as `%HH`.
func percentEncoded(_ text: String) -> String {
  text.utf8.map { byte in
    let character = Character(Unicode.Scalar(byte))
    guard character.isASCII, character.isLetter || character.isNumber else {
      return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
    return String(character)
  }.joined()
}
