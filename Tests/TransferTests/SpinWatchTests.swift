// Work that brings nothing, with sockets of our own.

import Fixtures
import Glibc
import Testing

@testable import Transfer

@Suite struct `A watch over work for nothing` {
  /// Connects two sockets, one to a path that something comes from all the time, and computes for a while.
  private func compute(
    _ watch: SpinWatch, seconds: Double, bringing bytes: Int = 0
  ) throws -> (busy: Bool, quiet: Bool) {
    let drip = LoopbackServer.Answer.raw { connection in
      while connection.isOpen {
        connection.send("x")
        connection.pause(2)
      }
    }
    return try withServer(["/busy": drip, "/quiet": .silence]) { server in
      let (busy, quiet) = (try connect(to: server, "/busy"), try connect(to: server, "/quiet"))
      for socket in [busy, quiet] { watch.add(socket) }
      // What comes by itself at the beginning is a while ago.
      usleep(100_000)
      watch.during {}
      watch.during {
        let end = Self.time() + seconds
        while Self.time() < end { if bytes > 0 { watch.credit(bytes: bytes) } }
      }
      defer { for socket in [busy, quiet] { _ = watch.close(socket) } }
      for socket in [busy, quiet] {
        #expect(watch.hasShut(localPort: try Self.port(of: socket)) == isShut(socket))
      }
      return (isShut(busy), isShut(quiet))
    }
  }

  @Test func `shuts the connection that keeps us busy, and no other`() throws {
    let watch = SpinWatch()
    defer { watch.end() }
    #expect(try compute(watch, seconds: 0.03) == (false, false))
    #expect(try compute(watch, seconds: 1) == (true, false))
  }

  @Test func `leaves alone what brings something`() throws {
    let watch = SpinWatch()
    defer { watch.end() }
    #expect(try compute(watch, seconds: 0.5, bringing: 16_384) == (false, false))
  }

  private static func port(of socket: Int32) throws -> Int {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
    }
    try #require(code == 0)
    return Int(UInt16(bigEndian: address.sin_port))
  }

  private static func time() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func connect(to server: LoopbackServer, _ path: String) throws -> Int32 {
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
    let socket = Glibc.socket(AF_INET, Int32(kind), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = server.port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(code == 0)
    let request = Array("GET \(path) HTTP/1.1\r\n\r\n".utf8)
    try #require(send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count)
    return socket
  }

  /// Whether a socket was shut: then its end can be read behind whatever has come.
  private func isShut(_ socket: Int32) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      if count == 0 { return true }
      if count < 0 { return errno != EAGAIN }
    }
  }
}
