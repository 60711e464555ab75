// The events descriptor: JSON lines to the dispatcher, as long as somebody reads them.

internal import JSONText
internal import Messages
internal import Runtime
internal import Synchronization

/// Writes events; without a descriptor, or when the reader is gone, they are dropped.
final class EventStream: Sendable {
  private let stream: Mutex<Stream?>

  init(_ descriptor: Int32?) {
    stream = Mutex(descriptor.map(Stream.init))
  }

  /// Sends an event.
  ///
  /// - Returns: False when nobody reads.
  @discardableResult func send(_ event: Event) -> Bool {
    stream.withLock { stream in
      guard let open = stream else { return false }
      guard open.write(event.json.description + "\n") else {
        stream = nil
        return false
      }
      return true
    }
  }
}
