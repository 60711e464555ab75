// The end of a pair of sockets that a process was started with: packets, and descriptors that come with them.

internal import CSystem
internal import Glibc

/// A socket for packets, which never waits.
public struct PacketSocket: Sendable {
  /// What to watch for reading.
  public let descriptor: Int32

  /// Something that was received.
  public enum Received: Hashable, Sendable {
    /// A packet, and the descriptors that came with it, all close-on-exec and the receiver's to close.
    case packet([UInt8], [Int32])
    /// There is none at the moment.
    case nothing
    /// There will be no more.
    case end
  }

  /// The socket behind a descriptor that whoever started this process has laid; nil when it is none.
  public init?(_ descriptor: Int32) {
    var (kind, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
    guard descriptor > 2, getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &kind, &length) == 0,
      kind == Int32(SOCK_SEQPACKET.rawValue)
    else { return nil }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    self.descriptor = descriptor
  }

  /// Sends a packet.
  ///
  /// - Returns: Whether it was taken.
  @discardableResult public func send(_ packet: [UInt8]) -> Bool {
    csystem_send_packet(descriptor, packet, packet.count, nil, 0) == packet.count
  }

  /// Takes a packet of so many bytes at most.
  public func receive(limit: Int) -> Received {
    var descriptors = [Int32](repeating: -1, count: Int(CSYSTEM_PACKET_DESCRIPTORS))
    var (found, taken) = (Int32(0), 0)
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      taken = csystem_receive_packet(descriptor, buffer.baseAddress, limit, &descriptors, &found)
      count = max(0, taken)
    }
    if taken < 0 { return errno == EAGAIN || errno == EINTR ? .nothing : .end }
    return taken == 0 ? .end : .packet(bytes, Array(descriptors.prefix(Int(found))))
  }

  /// Closes it.
  public func close() { Glibc.close(descriptor) }
}
