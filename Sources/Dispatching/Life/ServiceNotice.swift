// What systemd is told of the service's life (sd_notify(3)): one datagram to the socket that it names.

internal import Glibc

/// Tells the service manager how the dispatcher fares; without one nothing happens.
struct ServiceNotice {
  private let address: [UInt8]
  /// How often the manager wants to hear that the dispatcher makes progress; nil: it does not ask.
  let watchdogInterval: Duration?

  /// Takes the socket's name.
  ///
  /// - Parameters:
  ///   - socket: The value of `NOTIFY_SOCKET`: a path, or `@` and a name of the abstract kind.
  ///   - watchdogMicroseconds: The value of `WATCHDOG_USEC`: after how long a silence the manager acts.
  init?(socket: String?, watchdogMicroseconds: String? = nil) {
    // A quarter, so that one late word is no silence.
    watchdogInterval = watchdogMicroseconds.flatMap { Int64($0) }.map { .microseconds($0 / 4) }
    guard let socket, let first = socket.utf8.first, socket.utf8.count < 108 else { return nil }
    guard first == UInt8(ascii: "/") || first == UInt8(ascii: "@") else { return nil }
    address = first == UInt8(ascii: "@") ? [0] + socket.utf8.dropFirst() : Array(socket.utf8)
  }

  /// The dispatcher serves.
  func ready() { send("READY=1\nSTATUS=serving") }

  /// The dispatcher makes progress.
  func alive() { send("WATCHDOG=1") }

  /// The dispatcher ends in order.
  func stopping() { send("STOPPING=1\nSTATUS=draining") }

  private func send(_ text: String) {
    let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: address) }
    // An abstract name ends where the length says, not at a NUL.
    let length = MemoryLayout<sa_family_t>.size + address.count
    let message = Array(text.utf8)
    withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
        // A manager that does not listen is no reason to stop.
        _ = sendto(
          descriptor, message, message.count, Int32(MSG_NOSIGNAL), target, socklen_t(length))
      }
    }
  }
}
