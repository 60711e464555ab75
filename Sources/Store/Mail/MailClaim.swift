// What the ledger of mails says to a run that is about to send one.

/// A mail, as the ledger knows it.
public struct MailEntry: Hashable, Sendable {
  /// What names it: one key, one mail.
  public var dedupeKey: String
  /// The address in small letters.
  public var recipient: String
  /// What sort of mail it is, such as `digest`.
  public var kind: String
  /// Whether it comes by itself, so that whoever opted out does not get it.
  public var isSubscribed: Bool

  /// A mail.
  public init(dedupeKey: String, recipient: String, kind: String, isSubscribed: Bool) {
    (self.dedupeKey, self.recipient, self.kind) = (dedupeKey, recipient, kind)
    self.isSubscribed = isSubscribed
  }
}

/// The right to send one mail, once.
public struct MailTurn: Hashable, Sendable {
  /// The row.
  public let id: Int64
  /// Which attempt it is: later ones take the right away.
  public let attempt: Int
}

/// The ledger's word.
public enum MailClaim: Hashable, Sendable {
  /// Send it, and say what came of it.
  case turn(MailTurn)
  /// It was sent, and has this id at whoever took it.
  case sent(providerID: String?)
  /// Nobody writes to this address any more, for this reason.
  case suppressed(reason: String)
  /// Another run is at it, and may be for so many seconds.
  case busy(seconds: Double)
  /// An earlier run may have sent it.
  case unknown
}

/// What came of an attempt.
public enum MailOutcome: Hashable, Sendable {
  /// Somebody has taken it.
  case sent(providerID: String?)
  /// It was not sent, and may be tried again.
  case later(reason: String)
  /// It was refused for good; with `suppresses` the address itself was.
  case failed(reason: String, suppresses: Bool)
  /// Nobody knows.
  case unknown(reason: String)
}
