// The events descriptor: JSON lines to the dispatcher, as long as somebody reads them.

internal import JSONText
internal import Messages
internal import Synchronization

/// Writes events; without a descriptor, or when the reader is gone, they are dropped.
final class EventStream: Sendable {
  private let stream: Mutex<Stream?>

  init(_ descriptor: Int32?) {
    stream = Mutex(descriptor.map(Stream.init))
  }

  var isOpen: Bool { stream.withLock { $0 != nil } }

  func send(_ event: Event) {
    stream.withLock { stream in
      guard let open = stream else { return }
      if !open.write(event.json.description + "\n") { stream = nil }
    }
  }
}
