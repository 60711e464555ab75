// The ledger in the handlers' words: where there is a database, no mail goes without its leave.

internal import HandlerKit
internal import JSONText
internal import Logging
internal import Mailing
internal import Messages
internal import Runtime
internal import Store

/// The database's record of mails, for one mail.
struct Ledger {
  private let database: Database
  private let entry: MailEntry
  private let limitSeconds: Double

  /// Connects to nothing yet; nil: there is no DATABASE_URL.
  init?(_ entry: MailEntry, _ program: String, _ invocation: Invocation) throws(Undelivered) {
    guard let url = Environment.value(of: "DATABASE_URL") else { return nil }
    do throws(StoreError) {
      database = try Database(url: url, program: program)
    } catch {
      throw .unrecorded(error)
    }
    self.entry = entry
    // Nobody else is at it once its task's hard limit has passed; half a minute for clocks and kills.
    limitSeconds = max(90, (invocation.context.deadline ?? 0) - Invocation.now) + 30
  }

  /// The right to send, or the result of a run that has nothing to do.
  func claim() throws(Undelivered) -> Result<MailTurn, Done> {
    let claim: MailClaim
    do throws(StoreError) {
      claim = try database.claim(entry, limitSeconds: limitSeconds)
    } catch {
      throw .unrecorded(error)
    }
    switch claim {
    case .turn(let turn): return .success(turn)
    case .sent(let providerID):
      return .failure(Done(result: ["status": "already sent", "provider_id": JSON(providerID)]))
    case .suppressed(let reason):
      return .failure(Done(result: ["status": "suppressed", "reason": .string(reason)]))
    case .busy(let seconds): throw .busy(seconds: seconds)
    case .unknown: throw .unknown
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
