// Our end of a pair of sockets, and a child's: orders go to it, with descriptors, and answers come back.

internal import CSystem
internal import Glibc

/// A socket for packets to and from a child, which never waits.
public final class OrderSocket {
  /// What to watch for reading.
  public let descriptor: Int32
  private var isOpen = true

  /// Something that was received.
  public enum Received: Hashable, Sendable {
    /// A packet.
    case packet([UInt8])
    /// There is none at the moment.
    case nothing
    /// There will be no more.
    case end
  }

  /// Makes a pair.
  ///
  /// - Parameter theirs: Takes the descriptor for the child; to be closed once that has started.
  /// - Throws: ``Launch/Refusal``.
  public init(theirs: inout Int32) throws(Launch.Refusal) {
    var ends: [Int32] = [-1, -1]
    guard csystem_packet_pair(&ends) == 0 else { throw Launch.Refusal(call: "socketpair", error: errno) }
    (descriptor, theirs) = (ends[0], ends[1])
  }

  deinit { close() }

  /// Sends a packet and descriptors, which stay open here.
  ///
  /// - Returns: Whether it was taken.
  public func send(_ packet: [UInt8], descriptors: [Int32]) -> Bool {
    csystem_send_packet(descriptor, packet, packet.count, descriptors, Int32(descriptors.count))
      == packet.count
  }

  /// Takes a packet of so many bytes at most; descriptors that come with it are closed.
  public func receive(limit: Int) -> Received {
    guard isOpen else { return .end }
    var descriptors = [Int32](repeating: -1, count: Int(CSYSTEM_PACKET_DESCRIPTORS))
    var (found, taken) = (Int32(0), 0)
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      taken = csystem_receive_packet(descriptor, buffer.baseAddress, limit, &descriptors, &found)
      count = max(0, taken)
    }
    if taken < 0 { return errno == EAGAIN || errno == EINTR ? .nothing : .end }
    for unwanted in descriptors.prefix(Int(found)) { Glibc.close(unwanted) }
    return taken == 0 ? .end : .packet(bytes)
  }

  /// Waits until there is something to receive, so many milliseconds at most.
  public func wait(milliseconds: Int32) {
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    poll(&polled, 1, milliseconds)
  }

  /// Closes it.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    Glibc.close(descriptor)
  }
}
