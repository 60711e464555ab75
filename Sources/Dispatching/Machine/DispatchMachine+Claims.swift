// From a claim to a handler, or to the end of a message that cannot run.

internal import JSONText
internal import Logging
internal import Messages
internal import Queue

extension DispatchMachine {
  /// How much earlier than its date a message may start: our idea of the server's clock is late by one
  /// answer.
  static let dateToleranceSeconds = 0.02
  /// How long a message of an unknown task lies before it is in its list again, for somebody who knows it.
  static let giveBackPause = Duration.seconds(2)

  mutating func claimed(
    _ reply: ClaimRequest.Reply, read envelope: Envelope? = nil, in slot: Int, _ sentAt: Instant,
    at now: Instant
  ) {
    slots[slot].state = .free
    if slot != expressSlot { areListsEmpty = false }
    switch reply {
    case .message(let claim), .repeated(let claim):
      slots[slot].sequence += 1
      slots[slot].leaseEnd = sentAt + settings.lease - settings.leaseMargin
      if slot != expressSlot, rank(of: slot) >= scale.current {
        scale.grow(at: now)
        log(.info, "autoscale", ["slots": "\(scale.current)"])
      }
      receive(claim, read: envelope, in: slot, at: now)
    case .empty where slot == expressSlot: expressDue = now + Self.expressInterval
    case .empty:
      claimDue = now + Self.pollInterval
      watchLists()
    case .oversize(let queue, let byteCount, let letter):
      log(
        .error, "a message is too large, and a dead letter now",
        ["queue": queue, "bytes": "\(byteCount)", "letter": letter])
    case .stale, .gone: slots[slot].sequence += 1
    case .unregistered:
      isRegistered = false
      beatDue = now
    }
  }

  private mutating func receive(
    _ claim: Claim, read envelope: Envelope?, in slot: Int, at now: Instant
  ) {
    // Its turn has come, only not here.
    guard phase == .serving else { return putOff(claim, .after(.zero), isNext: true, in: slot, at: now) }
    let seconds = clock.seconds(at: now)
    do throws(EnvelopeError) {
      let envelope = if let envelope { envelope } else { try Envelope(decoding: claim.raw) }
      tellReceived(envelope, at: now)
      dispatch(claim, envelope, in: slot, at: now)
    } catch {
      log(
        .error, "a message cannot be read, and is a dead letter now",
        ["queue": claim.queue, "reason": error.description, "task_id": error.taskID ?? ""])
      let effects =
        if let remains = error.remains {
          badEnd(.failure(error.exception, traceback: nil), of: remains.envelope, at: seconds)
        } else {
          error.taskID.map { settings.results.effects(error.exception, ofTask: $0, at: seconds) }
        }
      bury(claim, error.description, taskID: error.taskID, effects ?? [], in: slot, at: now)
    }
  }

  private mutating func dispatch(
    _ claim: Claim, _ envelope: Envelope, in slot: Int, at now: Instant
  ) {
    let seconds = clock.seconds(at: now)
    if envelope.isExpired(at: seconds) {
      log(.info, "task expired", fields(of: envelope))
      tellEnd(.revoked(isTerminated: false, signal: nil, isExpired: true), of: envelope, at: now)
      let effects = badEnd(.revoked(.expired), of: envelope, at: seconds)
      revoke(claim, effects, in: slot, at: now)
    } else if isRevokedByStamp(envelope) {
      log(.info, "task revoked by its stamps", fields(of: envelope))
      tellEnd(.revoked(isTerminated: false, signal: nil, isExpired: false), of: envelope, at: now)
      revoke(
        claim, badEnd(.revoked(.revoked), of: envelope, at: seconds), in: slot, at: now)
    } else if let eta = envelope.eta, eta > seconds + Self.dateToleranceSeconds {
      log(.debug, "task put off until its time", fields(of: envelope))
      putOff(claim, .at(milliseconds: Int64((eta * 1000).rounded(.up))), in: slot, at: now)
    } else if let handler = handlers.handlers[envelope.task] {
      begin(claim, envelope, handler, in: slot, at: now)
    } else if let builtin = BuiltinTask(envelope, in: surroundings(at: seconds)) {
      finish(builtin, claim, envelope, in: slot, at: now)
    } else if settings.unknown == .giveBack {
      log(.debug, "no handler has this task: given back", fields(of: envelope))
      putOff(claim, .after(Self.giveBackPause), in: slot, at: now)
    } else {
      log(.error, "no handler has this task: it is a dead letter now", fields(of: envelope))
      let exception = PythonException.notRegistered(task: envelope.task)
      tellEnd(.failed(exception, traceback: nil), of: envelope, at: now)
      let failure = ResultRecord.State.failure(exception, traceback: nil)
      bury(
        claim, "no handler has the task \(envelope.task)", taskID: envelope.id,
        badEnd(failure, of: envelope, at: seconds), in: slot, at: now)
    }
  }

  private mutating func begin(
    _ claim: Claim, _ envelope: Envelope, _ handler: InstalledHandler, in slot: Int, at now: Instant
  ) {
    if let rest = pauses.rest(of: envelope.task, at: now) {
      putOff(claim, .after(rest), in: slot, at: now)
      return
    }
    let running = slots.count { $0.run?.job.envelope.task == envelope.task }
    if let most = handler.manifest.concurrency, running >= most {
      putOff(claim, .after(.seconds(1)), in: slot, at: now)
      return
    }
    if slot == expressSlot, !handler.manifest.isExpress {
      // It was found by its looks alone, and only looked like it.
      putOff(claim, .after(.zero), in: slot, at: now)
      return
    }
    do throws(ArgumentError) {
      prepare(try Job(claim, envelope, handler, settings), after: nil, in: slot, at: now)
    } catch {
      log(.error, "the arguments do not fit", fields(of: envelope, ["reason": error.message]))
      tellEnd(.failed(error.exception, traceback: nil), of: envelope, at: now)
      let failure = ResultRecord.State.failure(error.exception, traceback: nil)
      bury(
        claim, error.description, taskID: envelope.id,
        badEnd(failure, of: envelope, at: clock.seconds(at: now)), in: slot, at: now)
    }
  }
}
