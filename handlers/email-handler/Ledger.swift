// The ledger in the handler's words: where there is a database, no mail goes without its leave.

import HandlerKit
import JSONText
import Logging
import Mailing
import Messages
import Runtime
import Store

/// The database's record of mails, for one mail.
struct Ledger {
  private let database: Database
  private let entry: MailEntry
  private let limitSeconds: Double

  /// Connects to nothing yet; nil: there is no DATABASE_URL.
  init?(_ mail: MailMessage, isSubscribed: Bool, _ invocation: Invocation) throws(Failure) {
    guard let url = Environment.value(of: "DATABASE_URL") else { return nil }
    do throws(StoreError) {
      database = try Database(url: url, program: "email-handler")
    } catch {
      throw Failure(error)
    }
    let kind = mail.key.split(separator: ":").first.map(String.init) ?? ""
    entry = MailEntry(
      dedupeKey: mail.key, recipient: mail.to.key,
      kind: ["digest", "crawl-complete"].contains(kind) ? kind : "other",
      isSubscribed: isSubscribed)
    // Nobody else is at it once its task's hard limit has passed; half a minute for clocks and kills.
    limitSeconds = max(90, (invocation.context.deadline ?? 0) - Invocation.now) + 30
  }

  /// The right to send, or the result of a run that has nothing to do.
  func claim() throws(Failure) -> Result<MailTurn, Done> {
    let claim: MailClaim
    do throws(StoreError) {
      claim = try database.claim(entry, limitSeconds: limitSeconds)
    } catch {
      throw Failure(error)
    }
    switch claim {
    case .turn(let turn): return .success(turn)
    case .sent(let providerID):
      return .failure(Done(result: ["status": "already sent", "provider_id": JSON(providerID)]))
    case .suppressed(let reason):
      return .failure(Done(result: ["status": "suppressed", "reason": .string(reason)]))
    case .busy(let seconds):
      throw .later(
        "cannot send the mail: another run is at it", after: seconds.rounded(.up) + 1, isCharged: false)
    case .unknown:
      throw .permanent(
        "cannot send the mail: an earlier run may have sent it; see `devseo mail list --status unknown`",
        type: "MailOutcomeUnknown")
    }
  }

  /// Writes down what came of it; a database that has gone meanwhile does not undo a mail.
  func conclude(_ turn: MailTurn, as outcome: MailOutcome, _ invocation: Invocation) {
    do throws(StoreError) {
      try database.conclude(turn, of: entry, as: outcome)
    } catch {
      invocation.log.error("cannot write down what came of the mail: \(error)")
    }
  }

  /// The result of a run that has sent nothing, and was right to.
  struct Done: Error {
    var result: JSON
  }
}

extension MailOutcome {
  /// What a transport's error means to the ledger; on the last attempt "later" is never.
  init(_ error: SendingError, isLast: Bool) {
    self =
      switch error.outcome {
      case .permanent: .failed(reason: "\(error)", suppresses: error.isAboutRecipient)
      case .later where isLast: .failed(reason: "\(error)", suppresses: false)
      case .later, .configuration: .later(reason: "\(error)")
      case .unknown: .unknown(reason: "\(error)")
      }
  }
}

extension Failure {
  /// An error of the database, before anything was sent.
  init(_ error: StoreError) {
    self =
      switch error {
      case .unavailable: .later("\(error)", after: 60, isCharged: false)
      case .misconfigured: .configuration("\(error)")
      case .failed: .failed("\(error)", type: "DatabaseError")
      }
  }
}
