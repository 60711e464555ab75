// Messages that are taken as soon as they lie in a watched list: the watches are given the claim in advance.
//
// The same claim may go through the pipe meanwhile, and through several watches: by its name it is one, so all of them
// get the same message or none. Whichever answer comes first counts; the others are of a number that is used up.

internal import Queue

extension DispatchMachine {
  /// Has the lists watched, and their next message taken for a free slot.
  mutating func watchLists() {
    guard phase == .serving, let slot = claimingSlot else { return }
    areListsEmpty = true
    actions.append(.watch(claimRequest(for: slot, from: sources)))
  }

  /// Has the lists watched no more.
  mutating func unwatchLists() {
    areListsEmpty = false
    actions.append(.unwatch)
  }

  /// What became of a claim that was given to a watch.
  mutating func fetched(
    _ token: ClaimToken, _ reply: ClaimRequest.Reply, _ envelope: Envelope?, _ givenAt: Instant,
    at now: Instant
  ) {
    guard isOpen(token) else {
      // What has woken the watch may still lie there.
      claimDue = min(claimDue, now)
      return
    }
    let isAskedToo = slots[token.slot].kind == .claiming
    switch reply {
    case .message, .repeated:
      claimed(reply, read: envelope, in: token.slot, givenAt, at: now)
      // The next one is taken likewise.
      areListsEmpty = false
      claimDue = now + Self.pollInterval
      watchLists()
    case .empty: if !isAskedToo { watchLists() }
    case .oversize, .stale, .gone, .unregistered:
      if !isAskedToo { claimed(reply, in: token.slot, givenAt, at: now) }
      // Behind it there may be another message.
      claimDue = min(claimDue, now)
    }
  }

  /// Whether a number is still the next one of a slot without a message.
  private func isOpen(_ token: ClaimToken) -> Bool {
    guard slots.indices.contains(token.slot) else { return false }
    let slot = slots[token.slot]
    return slot.sequence == token.sequence && (slot.isFree || slot.kind == .claiming)
  }

  // MARK: - Claims without an answer

  /// Nobody knows whether a claim that was given to a watch has taken a message: Redis is asked.
  mutating func unanswered(_ token: ClaimToken) {
    areListsEmpty = false
    recalls = recalls.filter(isOpen) + [token]
  }

  /// The slot that may have a message of which nothing was heard.
  var recallingSlot: Int? { recalls.first { isOpen($0) && slots[$0.slot].isFree }?.slot }

  /// Asks for the message that a slot's claim has taken, and for no other.
  mutating func recall(_ number: Int) -> ClaimRequest {
    slots[number].state = .claiming
    return claimRequest(for: number, from: [])
  }

  mutating func recalled(_ reply: ClaimRequest.Reply, in slot: Int, _ sentAt: Instant, at now: Instant) {
    recalls.removeAll { $0.slot == slot }
    guard slots[slot].kind == .claiming else { return }
    if case .empty = reply {
      slots[slot].state = .free
      claimDue = min(claimDue, now)
    } else {
      claimed(reply, in: slot, sentAt, at: now)
    }
  }
}
