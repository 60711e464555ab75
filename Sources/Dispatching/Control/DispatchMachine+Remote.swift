// From a command of `celery inspect` or `celery control` to its answer, in Celery 5.6.2's shapes.

internal import JSONText
internal import Logging
internal import Queue

extension DispatchMachine {
  /// What a command leads to.
  enum CommandOutcome {
    case answer(JSON)
    /// Redis has to be asked first.
    case inquiry(Presence.Inquiry.Kind)
    case silence
  }

  /// How many inquiries may wait; whoever asks faster than Redis answers is answered no more.
  static let mostInquiries = 100

  /// Takes a command, if it is for us.
  mutating func remote(_ payload: [UInt8], _ vitals: Vitals, at now: Now) {
    let request: RemoteRequest
    do throws(EnvelopeError) {
      request = try RemoteRequest(payload: payload)
    } catch {
      return log(.warning, "a command cannot be read", ["reason": error.description])
    }
    presence.merge(request.clock)
    guard request.concerns(settings.hostname) else { return }
    // Nobody waits for the answer, but what was ordered is still to be done.
    let isLate = request.expires.map { $0 < now.unixSeconds } ?? false
    presence.vitals = vitals
    let arguments = CommandArguments(method: request.method, members: request.arguments)
    if request.method == "hello" { learn(arguments) }
    let outcome: CommandOutcome
    do throws(CommandError) {
      if let seen = try inspect(request.method, arguments, at: now) {
        outcome = seen
      } else if let done = try control(request.method, arguments, at: now) {
        outcome = done
      } else {
        throw CommandError(text: "KeyError(\(PythonQuote.text(request.method)))")
      }
    } catch {
      outcome = .answer(error.json)
    }
    guard let address = request.reply, !isLate else { return }
    switch outcome {
    case .answer(let json): answer(json, to: address, at: now.instant)
    case .silence: break
    case .inquiry(let kind):
      guard presence.inquiries.count < Self.mostInquiries else { return }
      presence.inquiries.append(.init(kind: kind, address: address))
    }
  }

  /// Learns what another worker has revoked, as Celery's do: it starts, or its connection had broken.
  private mutating func learn(_ arguments: CommandArguments) {
    let ids = arguments["revoked"]?.object.map { $0.keys.sorted() } ?? []
    guard !ids.isEmpty, arguments["from_node"]?.string != settings.hostname else { return }
    presence.revocations.append(RevokeRequest(ids: ids))
  }

  mutating func answer(_ json: JSON, to address: RemoteRequest.ReplyAddress, at now: Instant) {
    presence.say(
      .reply(
        json, to: address, from: settings.hostname, clock: presence.tick(),
        deliveryTag: TaskID.random(using: &generator)), at: now)
  }

  /// What Redis says to an inquiry.
  mutating func inquired(_ reply: QueueReply, at now: Now) {
    guard !presence.inquiries.isEmpty else { return }
    let inquiry = presence.inquiries.removeFirst()
    switch (inquiry.kind, reply) {
    case (.scheduled, .scheduled(let reply)):
      answer(.array(reply.messages.compactMap(scheduled)), to: inquiry.address, at: now.instant)
    case (.revoked, .revoked(let reply)):
      answer(.array(reply.tasks.map { .string($0.id) }), to: inquiry.address, at: now.instant)
    case (.hello, .revoked(let reply)):
      // The numbers are to be times on the other's monotonic clock, which counts from the start of its machine, and
      // what is more than three hours before is forgotten at once. A time since 1970 is later than any of them. They
      // must be fractions.
      let revoked = reply.tasks.map { task -> (String, JSON) in
        (task.id, [.double(Double(task.endMilliseconds / 1000) + 0.5), .string(task.id)])
      }
      answer(
        [
          "revoked": .object(Dictionary(revoked) { first, _ in first }), "clock": .integer(presence.clock),
        ], to: inquiry.address, at: now.instant)
    default: break
    }
  }

  /// An entry of `inspect scheduled`; parked messages that are none of a task are left out.
  private func scheduled(_ parked: ScheduledRequest.Parked) -> JSON? {
    guard let envelope = try? Envelope(decoding: parked.raw) else { return nil }
    return [
      "eta": .string(WireDate.text(seconds: Double(parked.dueMilliseconds) / 1000)), "priority": 6,
      "request": description(of: envelope, queue: String(decoding: parked.list, as: UTF8.self)),
    ]
  }

  /// A task as `inspect` describes one.
  func description(
    of envelope: Envelope, queue: String, startedAt: Double? = nil, isAcknowledged: Bool = false,
    processID: Int? = nil, isSafe: Bool = false
  ) -> JSON {
    [
      "id": .string(envelope.id), "name": .string(envelope.task), "type": .string(envelope.task),
      "args": isSafe ? .string(envelope.argumentsRepr) : .array(envelope.arguments),
      "kwargs": isSafe ? .string(envelope.keywordArgumentsRepr) : .object(envelope.keywordArguments),
      "hostname": .string(settings.hostname), "time_start": JSON(startedAt),
      "acknowledged": .bool(isAcknowledged), "worker_pid": JSON(processID),
      "delivery_info": [
        "exchange": .string(envelope.exchange ?? ""), "routing_key": .string(envelope.routingKey ?? queue),
        "priority": .integer(envelope.priority ?? 0), "redelivered": .bool(envelope.isRedelivered),
      ],
    ]
  }
}
