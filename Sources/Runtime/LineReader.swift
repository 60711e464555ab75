// Reading a descriptor line by line, each as soon as it is whole: for what is told one thing after the other.

/// Takes lines off a stream, which somebody else owns.
public struct LineReader {
  private let stream: Stream
  /// What was read and is not part of a whole line; at the end of the stream its last line, if that lacks its end.
  public private(set) var rest: [UInt8] = []

  /// How many bytes are read first: most lines are short, and room for more would be new memory, a page of which takes
  /// as long to come by as such a line to read.
  private static let firstBytes = 4096

  /// Makes a reader; nobody else may read the stream from then on.
  public init(_ stream: Stream) {
    self.stream = stream
  }

  /// Whether the beginning of a line has come, and not yet its end.
  public var isWithinLine: Bool { !rest.isEmpty }

  /// Reads the next line.
  ///
  /// - Parameters:
  ///   - limit: How many bytes it may have.
  ///   - waits: Waits until a descriptor can be read, or gives up with false.
  /// - Returns: The line without its end; nil when the stream has ended before that.
  /// - Throws: ``Stream/ReadError``; `interrupted` when the wait was given up.
  public mutating func next(
    limit: Int, waiting waits: (Int32) -> Bool = Stream.waitsForContent
  ) throws(Stream.ReadError) -> [UInt8]? {
    var searched = 0
    while true {
      if let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        guard end <= limit else { throw .tooLarge }
        let line = Array(rest[..<end])
        rest.removeSubrange(...end)
        return line
      }
      guard rest.count <= limit else { throw .tooLarge }
      searched = rest.count
      let size = min(max(Self.firstBytes, rest.count), Stream.chunkBytes)
      let chunk = try stream.nextChunk(of: size, waiting: waits)
      guard !chunk.isEmpty else { return nil }
      rest += chunk
    }
  }
}
