// Compressed bodies: zlib, gzip and Zstandard, inflated piece by piece and never beyond a bound.

internal import CZlib
internal import CZstd

/// The compressions of kombu that are read, by the header `compression`.
///
/// kombu 5.6.2 names zlib `application/x-gzip` and means a zlib stream; a gzip file under that name is read too.
enum Inflation {
  /// zlib or gzip.
  case deflate
  /// Zstandard.
  case zstandard

  /// The compression of that name; nil: none that is read.
  init?(name: String) {
    switch name.lowercased() {
    case "application/x-gzip", "application/gzip", "gzip", "zlib": self = .deflate
    case "application/zstd", "zstd", "zstandard": self = .zstandard
    default: return nil
    }
  }

  /// Why bytes cannot be inflated.
  enum Failure: Error, Equatable {
    /// They are no such stream, or a part of one.
    case broken
    /// What comes out is larger than the bound.
    case tooLarge
  }

  /// Inflates a whole stream.
  ///
  /// - Parameters:
  ///   - bytes: The stream; what follows it is passed over.
  ///   - limit: How many bytes may come out.
  /// - Returns: What was compressed.
  /// - Throws: ``Failure``.
  func inflated(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
    switch self {
    case .deflate: try Self.inflate(bytes, limit)
    case .zstandard: try Self.decompress(bytes, limit)
    }
  }

  /// How much comes out at a time.
  private static let pieceSize = 65_536
  /// The largest window of a Zstandard frame, as a power of two: 8 MiB, what its own tool takes at most.
  private static let windowLog: Int32 = 23

  private static func inflate(_ bytes: [UInt8], _ limit: Int) throws(Failure) -> [UInt8] {
    var stream = z_stream()
    guard dzlib_inflate_start(&stream) == Z_OK else { throw .broken }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: pieceSize)
    var status = Z_OK
    var position = 0
    while status != Z_STREAM_END {
      let (written, read) = bytes[position...].withUnsafeBufferPointer { input in
        piece.withUnsafeMutableBufferPointer { buffer in
          stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
          stream.avail_in = UInt32(clamping: input.count)
          stream.next_out = buffer.baseAddress
          stream.avail_out = UInt32(buffer.count)
          let offered = stream.avail_in
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
          return (buffer.count - Int(stream.avail_out), Int(offered - stream.avail_in))
        }
      }
      position += read
      guard status == Z_OK || status == Z_STREAM_END, written + read > 0 else { throw .broken }
      guard output.count + written <= limit else { throw .tooLarge }
      output += piece[..<written]
    }
    return output
  }

  private static func decompress(_ bytes: [UInt8], _ limit: Int) throws(Failure) -> [UInt8] {
    guard let context = ZSTD_createDCtx() else { throw .broken }
    defer { ZSTD_freeDCtx(context) }
    guard dzstd_bound_window(context, windowLog) == 0 else { throw .broken }
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: pieceSize)
    var position = 0
    while true {
      let (status, written, read) = bytes[position...].withUnsafeBytes { input in
        piece.withUnsafeMutableBytes { buffer in
          var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
          var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
          let status = ZSTD_decompressStream(context, &target, &source)
          return (status, target.pos, source.pos)
        }
      }
      position += read
      guard ZSTD_isError(status) == 0 else { throw .broken }
      guard output.count + written <= limit else { throw .tooLarge }
      output += piece[..<written]
      if status == 0 { return output }
      guard written + read > 0 else { throw .broken }
    }
  }
}
