// Why a mail was not sent, or why nobody knows, and what that means for the run that was to send it.

public import HandlerKit
public import Mailing
public import Store

/// The end of an attempt to send a mail that sent none, or of which nobody knows.
public enum Undelivered: Error {
  /// It can be no mail.
  case unmade(MailError)
  /// The run was asked to stop before it began.
  case stopped
  /// Another run is at it, and may be for so many seconds.
  case busy(seconds: Double)
  /// An earlier run may have sent it.
  case unknown
  /// The transport did not send it, or nobody knows.
  case unsent(SendingError)
  /// The ledger could not be asked; nothing was sent.
  case unrecorded(StoreError)
}

extension Failure {
  /// The end of a run whose mail was not sent, or of which nobody knows.
  public init(_ undelivered: Undelivered) {
    self =
      switch undelivered {
      case .unmade(let error): .message("\(error)")
      case .stopped: .later("cannot send the mail: asked to stop", isCharged: false)
      case .busy(let seconds):
        .later(
          "cannot send the mail: another run is at it", after: seconds.rounded(.up) + 1, isCharged: false)
      case .unknown:
        .permanent(
          "cannot send the mail: an earlier run may have sent it; see `devseo mail list --status unknown`",
          type: "MailOutcomeUnknown")
      case .unsent(let error): Failure(error)
      case .unrecorded(let error): Failure(error)
      }
  }

  private init(_ error: SendingError) {
    self =
      switch error.outcome {
      case .permanent: .permanent("\(error)", type: "MailRefused")
      case .later(let seconds): .later("\(error)", after: seconds)
      case .configuration: .configuration("\(error)")
      // Sending it again could be the second time: that is for a person to decide.
      case .unknown: .permanent("\(error)", type: "MailOutcomeUnknown")
      }
  }

  /// An error of the database; one that is away is nobody's fault.
  public init(_ error: StoreError) {
    self =
      switch error {
      case .unavailable: .later("\(error)", after: 60, isCharged: false)
      case .misconfigured: .configuration("\(error)")
      case .failed: .failed("\(error)", type: "DatabaseError")
      }
  }
}
