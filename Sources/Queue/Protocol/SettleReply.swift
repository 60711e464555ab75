// What a script answers that ends a claim, or changes it.

/// What became of a claim.
public enum SettleReply: ScriptReply {
  /// It is done, and so many messages were sent or parked.
  ///
  /// `letters` is how many dead letters the queue has, told by `dead` at each multiple of 10,000: somebody should look.
  case ok(sent: Int, letters: Int? = nil)
  /// An earlier request has done it.
  case already
  /// The claim is no longer the caller's; nothing was written.
  case lost
  /// Something cannot be written; nothing was, and the claim stays.
  ///
  /// Reasons: `wrongtype`, `oversize`, `forbidden`, `database`, `malformed`; `put back too often` of a defer.
  case refused(reason: String, detail: String)

  /// Reads the reply.
  public init(_ reader: inout ReplyReader) throws(ReplyError) {
    switch try reader.text() {
    case "ok": self = .ok(sent: try reader.number(), letters: reader.isAtEnd ? nil : try reader.number())
    case "already": self = .already
    case "lost": self = .lost
    case "refused": self = .refused(reason: try reader.text(), detail: try reader.text())
    case let word: throw reader.unreadable(word)
    }
  }
}
