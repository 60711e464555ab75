// What came of giving a mail to a server: how far it went, and what the server said to that.

/// The end of an attempt to deliver a mail.
public struct SMTPDelivery: Sendable {
  /// The steps in their order.
  public enum Step: Int, Sendable, Comparable {
    /// The connection is made, and the server greets.
    case connecting
    /// We have said who we are.
    case greeting
    /// The connection becomes a secret one.
    case securing
    /// User and password.
    case authenticating
    /// From whom it is.
    case sender
    /// To whom it goes.
    case recipient
    /// The server is asked to listen.
    case announcing
    /// The mail itself is on its way.
    case content
    /// All of it was given away; whether the server has taken it is for its reply to say.
    case confirming

    /// Which comes first.
    public static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
  }

  /// What a server said.
  public struct Reply: Hashable, Sendable {
    /// Three digits (RFC 5321, 4.2).
    public var code: Int
    /// The words after them, in one line of at most 500 bytes without control characters.
    public var text: String

    /// A reply.
    public init(code: Int, text: String) {
      self.code = code
      self.text = text
    }
  }

  /// The last step that was begun.
  public var step: Step
  /// What the server said to it; nil: nothing.
  public var reply: Reply?
  /// Why it ended, when it was not the server's word that ended it.
  public var error: TransferError?

  /// An end.
  public init(step: Step, reply: Reply? = nil, error: TransferError? = nil) {
    self.step = step
    self.reply = reply
    self.error = error
  }

  /// Whether the server has taken the mail upon itself (RFC 5321, 4.2.5).
  public var isAccepted: Bool { step == .confirming && reply?.code == 250 }
}
