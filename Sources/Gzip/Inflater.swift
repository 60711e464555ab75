// zlib for gzip files that a server sends as they are, not as an encoding of something else. What comes out is taken
// in small pieces by whoever counts it, so that a file that grows without end costs no more than is taken.

internal import CZlib

/// A decoder of gzip (RFC 1952) that comes in pieces; members that follow one another are one file.
public final class Inflater {
  /// How a file ended.
  public enum End: Hashable, Sendable {
    /// After its last member; what else follows is no gzip and was passed over.
    case whole
    /// Within, or at what cannot be decoded.
    case damaged
  }

  /// Where zlib keeps its state; it remembers the address.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let isReady: Bool
  private var input: [UInt8] = []
  private var used = 0
  private var isBetweenMembers = false

  /// How much is decoded at a time.
  private static let piece = 1 << 16

  /// How the file ended; nil while more is expected.
  public private(set) var end: End?

  /// Makes a decoder of one file.
  public init() {
    stream.initialize(to: z_stream())
    isReady = czlib_inflate_init(stream) == Z_OK
    if !isReady { end = .damaged }
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// Adds what comes next, to be decoded by ``next()``.
  public func add(_ bytes: some Sequence<UInt8>) {
    guard end == nil else { return }
    if used > 0 { input.removeFirst(used) }
    used = 0
    input.append(contentsOf: bytes)
  }

  /// Decodes a piece of what was added.
  ///
  /// - Returns: Up to 64 KiB, not empty; nil when more has to be added, or the file has ended.
  public func next() -> [UInt8]? {
    while end == nil, startsMember() {
      guard used < input.count else { return nil }
      let piece = [UInt8](unsafeUninitializedCapacity: Self.piece) { buffer, count in
        count = inflate(into: buffer)
      }
      if !piece.isEmpty { return piece }
    }
    return nil
  }

  /// Notes that nothing more comes.
  public func finish() {
    if end == nil { end = isBetweenMembers ? .whole : .damaged }
  }

  /// Begins a further member if one follows; false when more has to be known, or none does.
  private func startsMember() -> Bool {
    guard isBetweenMembers else { return true }
    guard used < input.count else { return false }
    guard input[used] == 0x1F, inflateReset(stream) == Z_OK else {
      end = .whole
      return false
    }
    isBetweenMembers = false
    return true
  }

  private func inflate(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var produced = 0
    let given = min(input.count - used, 1 << 30)
    input.withUnsafeMutableBufferPointer { bytes in
      stream.pointee.next_in = bytes.baseAddress?.advanced(by: used)
      stream.pointee.avail_in = UInt32(given)
      stream.pointee.next_out = buffer.baseAddress
      stream.pointee.avail_out = UInt32(buffer.count)
      let code = CZlib.inflate(stream, Z_NO_FLUSH)
      produced = buffer.count - Int(stream.pointee.avail_out)
      used += given - Int(stream.pointee.avail_in)
      switch code {
      case Z_STREAM_END: isBetweenMembers = true
      case Z_OK: break
      // All that was added is used up.
      case Z_BUF_ERROR where used == bytes.count: break
      default: end = .damaged
      }
      stream.pointee.next_in = nil
      stream.pointee.next_out = nil
    }
    return produced
  }
}
