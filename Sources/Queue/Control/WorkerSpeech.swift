// What a dispatcher says to Celery's tools: answers to commands, and events. Both travel in kombu's envelope.

public import JSONText

/// One thing to be said.
public struct WorkerSpeech: Hashable, Sendable {
  /// How it is said.
  public enum Way: Hashable, Sendable {
    /// Pushed to the list of the client that waits for it, if it still does; others would never be taken away.
    case reply(exchange: String, routingKey: String)
    /// Published on a channel.
    case publish(channel: String)
  }

  /// How it is said.
  public var way: Way
  /// The envelope.
  public var payload: [UInt8]

  /// Says bytes in some way.
  public init(way: Way, payload: [UInt8]) {
    self.way = way
    self.payload = payload
  }

  /// The answer to a command.
  ///
  /// - Parameters:
  ///   - value: What the command gives.
  ///   - address: Where the client waits.
  ///   - hostname: Whose answer it is.
  ///   - clock: Our Lamport clock.
  ///   - deliveryTag: A fresh id.
  /// - Returns: What is to be pushed.
  public static func reply(
    _ value: JSON, to address: RemoteRequest.ReplyAddress, from hostname: String, clock: Int,
    deliveryTag: String
  ) -> WorkerSpeech {
    let payload = envelope(
      PythonText.bytes([(hostname, value)]),
      headers: [("ticket", .string(address.ticket)), ("clock", .integer(clock))],
      exchange: address.exchange, routingKey: address.routingKey, deliveryTag: deliveryTag)
    return WorkerSpeech(
      way: .reply(exchange: address.exchange, routingKey: address.routingKey), payload: payload)
  }

  /// A command to all workers, Celery's and dispatchers, that nobody waits for an answer to.
  ///
  /// - Parameters:
  ///   - method: The command, as `revoke`.
  ///   - arguments: Its arguments.
  ///   - database: The database of messages, which the channel's name carries.
  ///   - keys: The names of keys.
  ///   - deliveryTag: A fresh id.
  /// - Returns: What is to be published.
  public static func command(
    _ method: String, _ arguments: [String: JSON], database: Int, in keys: KeySpace, deliveryTag: String
  ) -> WorkerSpeech {
    let body: JSON = [
      "method": .string(method), "arguments": .object(arguments), "destination": nil, "pattern": nil,
      "matcher": nil,
    ]
    let payload = envelope(
      PythonText.bytes(body), headers: [("clock", 1)], exchange: "celery.pidbox", routingKey: "",
      deliveryTag: deliveryTag)
    return WorkerSpeech(
      way: .publish(channel: RemoteRequest.channel(database: database, in: keys)), payload: payload)
  }

  /// One event about the worker, on a channel of its own kind.
  public static func event(
    _ event: WorkerEvent, database: Int, in keys: KeySpace, deliveryTag: String
  ) -> WorkerSpeech {
    let key = event.type.split(separator: "-", maxSplits: 1).joined(separator: ".")
    return events(event.text, about: event.hostname, routingKey: key, database, keys, deliveryTag)
  }

  /// Events about tasks, in the order in which they happened, as Celery's workers batch them.
  public static func events(
    _ events: [WorkerEvent], database: Int, in keys: KeySpace, deliveryTag: String
  ) -> WorkerSpeech {
    let text = [UInt8(ascii: "[")] + events.map(\.text).joined(separator: ", ".utf8) + [UInt8(ascii: "]")]
    return self.events(
      text, about: events.first?.hostname ?? "", routingKey: "task.multi", database, keys, deliveryTag)
  }

  private static func events(
    _ text: [UInt8], about hostname: String, routingKey: String, _ database: Int, _ keys: KeySpace,
    _ deliveryTag: String
  ) -> WorkerSpeech {
    let payload = envelope(
      text, headers: [("hostname", .string(hostname))], exchange: "celeryev", routingKey: routingKey,
      deliveryTag: deliveryTag)
    return WorkerSpeech(
      way: .publish(channel: "\(keys.prefix)/\(database).celeryev/\(routingKey)"), payload: payload)
  }

  private static func envelope(
    _ body: [UInt8], headers: [(name: String, value: JSON)], exchange: String, routingKey: String,
    deliveryTag: String
  ) -> [UInt8] {
    let properties: [(name: String, value: JSON)] = [
      ("delivery_mode", 1),
      ("delivery_info", ["exchange": .string(exchange), "routing_key": .string(routingKey)]),
      ("priority", 0), ("body_encoding", "base64"), ("delivery_tag", .string(deliveryTag)),
    ]
    return PythonText.bytes(rendered: [
      ("body", PythonText.bytes(.string(String(decoding: Base64.encoded(body), as: UTF8.self)))),
      ("content-encoding", Array("\"utf-8\"".utf8)),
      ("content-type", Array("\"application/json\"".utf8)),
      ("headers", PythonText.bytes(headers)),
      ("properties", PythonText.bytes(properties)),
    ])
  }
}
