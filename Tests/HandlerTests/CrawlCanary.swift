// A port that websites may have, taken on this machine to see whether anybody comes.

import Glibc

/// Listens on a port of 127.0.0.1 and ::1 without ever accepting.
final class CrawlCanary {
  private let listeners: [Int32]

  /// - Parameter port: Where to listen; nowhere when others do already.
  init(port: UInt16) {
    var v4 = sockaddr_in()
    v4.sin_family = sa_family_t(AF_INET)
    v4.sin_port = port.bigEndian
    v4.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var v6 = sockaddr_in6()
    v6.sin6_family = sa_family_t(AF_INET6)
    v6.sin6_port = port.bigEndian
    v6.sin6_addr = in6addr_loopback
    listeners = [listener(&v4, AF_INET), listener(&v6, AF_INET6)].compactMap { $0 }
  }

  deinit { for listener in listeners { close(listener) } }

  /// How many of the two addresses have had a visitor.
  var visited: Int {
    listeners.count { listener in
      var polled = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
      return poll(&polled, 1, 0) > 0
    }
  }
}

private func listener<Address>(_ address: inout Address, _ family: Int32) -> Int32? {
  let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard descriptor >= 0 else { return nil }
  let isListening = withUnsafeBytes(of: &address) { bytes in
    guard let raw = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
    return bind(descriptor, raw, socklen_t(bytes.count)) == 0 && listen(descriptor, 16) == 0
  }
  guard isListening else {
    close(descriptor)
    return nil
  }
  return descriptor
}
