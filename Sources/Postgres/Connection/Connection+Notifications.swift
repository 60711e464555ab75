// LISTEN and NOTIFY: what other connections call out.

import CPQ
import Glibc

/// What another connection has called out.
public struct Notification: Sendable, Hashable {
  /// On which channel.
  public var channel: String
  /// Its words; often empty.
  public var payload: String
}

extension Connection {
  /// Asks for what is called out on a channel from now on.
  ///
  /// - Throws: ``PostgresError``.
  public func listen(to channel: String) throws(PostgresError) {
    try run("LISTEN \(Self.quoted(channel))", commits: false)
  }

  /// Calls out on a channel, as soon as the transaction is committed.
  ///
  /// - Parameters:
  ///   - channel: Whoever listens to it is told.
  ///   - payload: Fewer than 8,000 bytes.
  /// - Throws: ``PostgresError``.
  public func notify(_ channel: String, _ payload: String = "") throws(PostgresError) {
    try execute("select pg_notify($1, $2)", [.text(channel), .text(payload)])
  }

  /// What has been called out.
  ///
  /// - Parameters:
  ///   - patience: How long to wait for the first; zero: take what is there.
  ///   - wakeup: What ends the wait when it is raised; nil: nothing does.
  /// - Returns: All that has come, in its order; empty when nothing did in time.
  /// - Throws: ``PostgresError`` of code `lost`.
  public func notifications(
    within patience: Duration = .zero, unless wakeup: Wakeup? = nil
  ) throws(PostgresError) -> [Notification] {
    let action = "wait for notifications"
    let deadline = Deadline(after: patience)
    while true {
      let raw = try handleOfLiving(doing: action)
      let found = Self.taken(from: raw)
      if !found.isEmpty || deadline.hasPassed || wakeup?.isRaised == true { return found }
      Self.wait(raw, wakeup, milliseconds: deadline.milliseconds)
    }
  }

  private static func wait(_ raw: OpaquePointer, _ wakeup: Wakeup?, milliseconds: Int32) {
    guard let wakeup else {
      _ = wait(raw, for: POLLIN, milliseconds: milliseconds)
      return
    }
    // A lost connection has no socket any more; poll would look at the wakeup alone.
    guard PQsocket(raw) >= 0 else { return }
    var watched = [pollfd(fd: PQsocket(raw), events: Int16(POLLIN), revents: 0), wakeup.watched]
    _ = poll(&watched, 2, milliseconds)
  }

  private static func taken(from raw: OpaquePointer) -> [Notification] {
    var found: [Notification] = []
    while let next = PQnotifies(raw) {
      defer { PQfreemem(next) }
      found.append(
        Notification(
          channel: String(cString: next.pointee.relname), payload: String(cString: next.pointee.extra)))
    }
    return found
  }
}
