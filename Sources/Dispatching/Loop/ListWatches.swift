// The watches of a dispatcher's lists, one a queue, and the claims that they were given in advance.

internal import Logging
internal import Queue

/// The watches of the lists that a dispatcher serves.
final class ListWatches {
  private struct Watched {
    let watch: QueueWatch
    /// The claim that is asked for as soon as there is a message, and since when.
    var claim: (request: ClaimRequest, givenAt: ContinuousClock.Instant)?
    /// The message that the claim will take, as a rule, and what it says; nil: it cannot be read.
    var foreseen: (message: [UInt8], envelope: Envelope?)?
  }

  private let address: RedisAddress
  private let keys: KeySpace
  private let blocking: Duration
  private var watched: [Watched] = []

  /// Watches nothing yet.
  ///
  /// - Parameters:
  ///   - address: Where Redis is.
  ///   - keys: The names of keys.
  ///   - lease: For how long a claim is held; one that was given in advance must not be old when it is answered.
  init(_ address: RedisAddress, _ keys: KeySpace, lease: Duration) {
    (self.address, self.keys, blocking) = (address, keys, lease / 8)
  }

  /// Takes the lists of these queues, and no others, to be watched from the next arming on.
  ///
  /// - Parameter queues: The queues; while they change nothing is being waited for.
  /// - Throws: ``PipeError`` when there is no usable redis-cli.
  func serve(_ queues: [String]) throws(PipeError) {
    let wanted = queues.map { keys.list($0) }
    watched.removeAll { !wanted.contains($0.watch.list) }
    for list in wanted where !watched.contains(where: { $0.watch.list == list }) {
      watched.append(Watched(watch: try QueueWatch(address, list: list, blocking: blocking)))
    }
  }

  /// Waits for messages, and takes the first one; watches that wait already go on as they are.
  ///
  /// - Parameters:
  ///   - claim: What takes it.
  ///   - pipe: Knows what Redis calls the script; as long as it does not, a message only rings.
  func arm(_ claim: ClaimRequest, by pipe: RedisPipe) {
    for index in watched.indices where !watched[index].watch.isWaiting {
      let evaluation = pipe.evaluation(of: claim.pipeRequest(keys))
      let trouble = watched[index].watch.arm(with: evaluation)
      watched[index].claim = evaluation == nil || trouble != nil ? nil : (claim, .now)
    }
  }

  /// Ends the waiting.
  ///
  /// - Returns: What the machine is to know: which claims have no answer.
  func close() -> [DispatchEvent] {
    watched.indices.compactMap { index in
      watched[index].watch.close()
      return unanswered(index)
    }
  }

  // MARK: - In the loop

  /// What to wait for.
  var interests: [RedisPipe.Interest] { watched.flatMap(\.watch.interests) }

  /// When to come back even if nothing has happened.
  var nextDeadline: ContinuousClock.Instant? { watched.compactMap(\.watch.nextDeadline).min() }

  /// The processes of redis-cli.
  var processIDs: [Int32] { watched.compactMap(\.watch.processID) }

  /// Goes on after waiting.
  ///
  /// - Parameter isReady: Whether something has happened to one of these descriptors.
  /// - Returns: What the machine is to know.
  func handle(_ isReady: ([RedisPipe.Interest]) -> Bool) -> [DispatchEvent] {
    watched.indices.compactMap { index in
      let isReady = isReady(watched[index].watch.interests)
      switch watched[index].watch.handle(readable: isReady, writable: isReady) {
      case .evaluated(let values): return fetched(index, values)
      case .ringing: return .rang
      // Whatever ails it ails the pipe too, which tells; without a watch the lists are polled.
      case .trouble: return unanswered(index)
      case .quiet: return nil
      case nil:
        foresee(index)
        return nil
      }
    }
  }

  /// Reads the message that was seen: Redis works on its claim meanwhile.
  private func foresee(_ index: Int) {
    guard watched[index].foreseen == nil, let message = watched[index].watch.seen else { return }
    watched[index].foreseen = (message, try? Envelope(decoding: message))
  }

  private func fetched(_ index: Int, _ values: [ReplyValue]) -> DispatchEvent? {
    guard let claim = watched[index].claim else { return nil }
    do throws(ReplyError) {
      let reply = try claim.request.reply(from: values)
      let foreseen = watched[index].foreseen
      (watched[index].claim, watched[index].foreseen) = (nil, nil)
      // Somebody else may have taken the one that was seen.
      let envelope = reply.claim?.raw == foreseen?.message ? foreseen?.envelope : nil
      return .fetched(claim.request.token, reply, read: envelope, givenAt: claim.givenAt)
    } catch {
      return unanswered(index)
    }
  }

  private func unanswered(_ index: Int) -> DispatchEvent? {
    defer { (watched[index].claim, watched[index].foreseen) = (nil, nil) }
    return watched[index].claim.map { .unanswered($0.request.token) }
  }
}
