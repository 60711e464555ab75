// Digests sent from here, one after the other, where nobody takes follow-ups. The ledger sees to it that each goes once,
// whoever else sends at the same time.

import Delivery
import HandlerKit
import JSONText
import Logging
import Mailing
import Messages

extension DigestRun {
  /// How many users are looked up at a time.
  private static let usersAtOnce = 500

  /// After how many mails in a row that were put off the others need not be tried now.
  private static let patience = 5

  /// Sends the mails of all users, or that of one.
  ///
  /// - Throws: ``Failure``: `later` when something is left for the next run, `failed` when something is lost.
  func sent(_ message: Digest.Message) throws(Failure) -> JSON {
    let delivery: Delivery
    do throws(Undelivered) {
      // Into a folder that nobody reads no digest goes: the ledger would call it sent.
      delivery = try Delivery(invocation, program: Digest.usage.name, needsTransport: true)
    } catch {
      throw Failure(error)
    }
    if let user = message.user_id {
      let letter = try letter(to: user, on: date)
      do throws(Undelivered) {
        return .object(letter.facts.merging(try sent(letter, by: delivery)) { $1 })
      } catch {
        throw Failure(error)
      }
    }
    var (tally, earlier) = (Tally(), [String: JSON]())
    var users = 0
    for day in try days(message) {
      var (after, count) = (message.after, 0)
      while true {
        let some = try self.users(on: day, after: after, limit: Self.usersAtOnce)
        for user in some { try send(to: user, on: day, by: delivery, &tally) }
        count += some.count
        guard some.count == Self.usersAtOnce else { break }
        after = some.last
      }
      if day == date { users = count } else if count > 0 { earlier[day] = .integer(count) }
    }
    if let failure = tally.failure { throw failure }
    var result: [String: JSON] = [
      "date": .string(date), "users": .integer(users), "continued": false, "sent": .integer(tally.sent),
    ]
    if !earlier.isEmpty { result["earlier"] = .object(earlier) }
    return .object(result)
  }

  /// Sends one of many; what goes wrong with it is counted, unless it would with all others.
  private func send(
    to user: String, on day: String, by delivery: Delivery, _ tally: inout Tally
  ) throws(Failure) {
    let letter: DigestLetter
    do throws(Failure) {
      letter = try self.letter(to: user, on: day)
    } catch {
      // What is odd about one user's rows is no reason to keep the others waiting.
      guard case .failed(_) = error.status else { throw error }
      tally.broken += 1
      return warn(error, user, day)
    }
    do throws(Undelivered) {
      if try sent(letter, by: delivery)["status"] == "sent" { tally.sent += 1 }
      tally.inARow = 0
    } catch {
      guard tally.holds(error) else { throw Failure(error) }
      warn(Failure(error), user, day)
      if tally.inARow >= Self.patience, let failure = tally.failure { throw failure }
    }
  }

  private func warn(_ failure: Failure, _ user: String, _ day: String) {
    invocation.log.warning(
      "a digest was not sent: \(failure)", metadata: ["user_id": "\(user)", "date": "\(day)"])
  }

  private func sent(_ letter: DigestLetter, by delivery: Delivery) throws(Undelivered) -> [String: JSON] {
    guard let address = letter.address, let content = letter.content else { return letter.facts }
    let mail: MailMessage
    do throws(MailError) {
      mail = try content.message(to: address, from: delivery.sender, key: letter.key, links: letter.links)
    } catch {
      try delivery.refuse(letter.key, to: address, because: "\(error)")
      throw .unmade(error)
    }
    let done = try delivery.send(mail, isSubscribed: letter.links.unsubscribe != nil)
    return letter.facts.merging(done.object ?? [:]) { $1 }
  }
}

/// What became of the mails of one run.
private struct Tally {
  var sent = 0
  /// Mails in a row that were put off.
  var inARow = 0
  /// Users whose day could not be read.
  var broken = 0
  private var (putOff, refused, unknown) = (0, 0, 0)
  private var reason = ""

  /// Counts a mail that was not sent; false: no other would be either.
  mutating func holds(_ error: Undelivered) -> Bool {
    switch error {
    case .busy: break
    case .unmade: refused += 1
    case .unknown: unknown += 1
    case .unrecorded, .stopped: return false
    case .unsent(let error):
      switch error.outcome {
      case .permanent: refused += 1
      case .unknown: unknown += 1
      case .configuration: return false
      case .later:
        (putOff, inARow, reason) = (putOff + 1, inARow + 1, "\(error)")
        return true
      }
    }
    inARow = 0
    return true
  }

  /// What the run ends with; nil: with its result.
  var failure: Failure? {
    if refused + unknown + broken > 0 {
      return .failed(
        "cannot send every digest: \(sent) sent, \(refused) refused, \(unknown) of unknown outcome, "
          + "\(broken) that cannot be written, \(putOff) put off; see the log and `devseo mail list`",
        type: "DigestsNotSent")
    }
    guard putOff > 0 else { return nil }
    return .later(
      "cannot send every digest now: \(sent) sent, \(putOff) put off, the last because: \(reason)")
  }
}
