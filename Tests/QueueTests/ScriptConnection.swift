// A connection to Redis for the tests of the scripts: the plain protocol, without redis-cli between.

import Glibc
import Queue

/// What Redis calls an error.
struct RedisFailure: Error, CustomStringConvertible {
  let description: String
  /// The first word.
  var code: String { String(description.prefix { $0 != " " }) }
}

/// A connection over a unix socket.
final class ScriptConnection {
  private let socket: Int32
  private var received: ArraySlice<UInt8> = []

  init(path: String) throws {
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      close(socket)
      throw RedisFailure(description: "LOST cannot connect to \(path)")
    }
  }

  deinit { close(socket) }

  /// Sends a command and reads what comes back.
  func call(_ words: [[UInt8]]) throws -> ReplyValue {
    var line = Array("*\(words.count)\r\n".utf8)
    for word in words { line += Array("$\(word.count)\r\n".utf8) + word + [13, 10] }
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw RedisFailure(description: "LOST the connection while writing") }
      rest = rest.dropFirst(count)
    }
    return try value()
  }

  func call(_ words: String...) throws -> ReplyValue { try call(words.map { Array($0.utf8) }) }

  /// The next value that comes, also an unasked one of a subscription.
  func value() throws -> ReplyValue {
    let line = try line()
    let rest = String(decoding: line.dropFirst(), as: UTF8.self)
    switch line.first {
    case UInt8(ascii: "+"): return .text(Array(rest.utf8))
    case UInt8(ascii: "-"): throw RedisFailure(description: rest)
    case UInt8(ascii: ":"): return .integer(Int(rest) ?? 0)
    case UInt8(ascii: "$"):
      guard let count = Int(rest), count >= 0 else { return .null }
      let bytes = try take(count)
      _ = try take(2)
      return .text(bytes)
    case UInt8(ascii: "*"):
      guard let count = Int(rest), count >= 0 else { return .null }
      return .array(try (0..<count).map { _ in try value() })
    default: throw RedisFailure(description: "ODD \(rest)")
    }
  }

  private func line() throws -> [UInt8] {
    while true {
      if let end = received.firstIndex(of: 13), end + 1 < received.endIndex {
        defer { received = received[(end + 2)...] }
        return Array(received[..<end])
      }
      try receive()
    }
  }

  private func take(_ count: Int) throws -> [UInt8] {
    while received.count < count { try receive() }
    defer { received = received.dropFirst(count) }
    return Array(received.prefix(count))
  }

  private func receive() throws {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = recv(socket, &chunk, chunk.count, 0)
    guard count > 0 else { throw RedisFailure(description: "LOST the connection while reading") }
    received = Array(received)[...] + chunk[..<count]
  }
}
