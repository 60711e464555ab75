// Small things packed and unpacked whole.

internal import CZlib

/// Gzip in memory.
public enum Gzip {
  /// Packs bytes, fast rather than small.
  ///
  /// - Returns: A gzip member; nil when there is no memory for it.
  public static func packed(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    guard czlib_deflate_init(&stream) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    let bound = Int(deflateBound(&stream, UInt(bytes.count)))
    var isWhole = false
    let packed = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      var bytes = bytes
      bytes.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(buffer.count)
        isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
        count = buffer.count - Int(stream.avail_out)
      }
    }
    return isWhole ? packed : nil
  }

  /// Unpacks bytes.
  ///
  /// - Parameters:
  ///   - bytes: A gzip file.
  ///   - limit: What is longer is not wanted.
  /// - Returns: What was packed; nil when it is longer, or the bytes are no gzip.
  public static func unpacked(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    let inflater = Inflater()
    inflater.add(bytes)
    var unpacked: [UInt8] = []
    while let piece = inflater.next() {
      unpacked += piece
      guard unpacked.count <= limit else { return nil }
    }
    inflater.finish()
    return inflater.end == .whole ? unpacked : nil
  }
}
