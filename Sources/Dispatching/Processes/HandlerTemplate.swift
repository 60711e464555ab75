// A handler that makes others of its kind: it has done its start, and each order is a clone of it that goes on from
// there. The clones are children of the dispatcher like those that it starts itself.

internal import Glibc
internal import Messages
internal import Processes

/// A process from which handlers without a message are cloned.
final class HandlerTemplate {
  /// What the template, or a clone, has told.
  enum News {
    /// It can do it.
    case ready
    /// There is a new handler.
    case made(HandlerProcess, PrivateFolder)
    /// There is a new handler that is not wanted any more.
    case unwanted(HandlerProcess, PrivateFolder)
    /// There is none, and there is no folder that anybody uses.
    case failed(PrivateFolder, reason: String, wasWanted: Bool)
  }

  private struct Order {
    var pipes: HandlerPipes
    var folder: PrivateFolder
    var deadline: ContinuousClock.Instant
    /// Whether the handler is still wanted.
    var isWanted = true
  }

  private let socket: OrderSocket
  private let limits: Manifest.Limits
  private var orders: [Int: Order] = [:]
  private var count = 0

  /// How long an order may take.
  static let patience = Duration.seconds(5)
  /// How many handlers it makes for each second of CPU time that it may use up itself.
  private static let seriesPerSecond = 2000

  /// Makes the dispatcher's side of a template that has been offered its socket.
  init(_ socket: OrderSocket, _ limits: Manifest.Limits) {
    (self.socket, self.limits) = (socket, limits)
  }

  /// What to watch for reading.
  var descriptor: Int32 { socket.descriptor }

  /// How many handlers are ordered and not there yet.
  var wantedCount: Int { orders.values.count(where: \.isWanted) }

  /// Whether a process may appear that is not known yet.
  var isBusy: Bool { !orders.isEmpty }

  /// Whether it has made so many that its own time will soon be up.
  var isSpent: Bool { limits.cpuSeconds.map { count >= Self.seriesPerSecond * $0 } ?? false }

  /// When the oldest order is overdue.
  var nextDeadline: ContinuousClock.Instant? { orders.values.map(\.deadline).min() }

  /// Orders a handler.
  ///
  /// - Parameters:
  ///   - folder: Its private folder.
  ///   - now: The time.
  /// - Returns: Whether the order was taken.
  /// - Throws: ``Launch/Refusal`` when there are no pipes for it.
  func order(in folder: PrivateFolder, at now: ContinuousClock.Instant) throws(Launch.Refusal) -> Bool {
    let pipes = try HandlerPipes(sending: nil, outputKiB: limits.outputKiB)
    count += 1
    let order = CloneOrder(number: count, folder: folder.path)
    guard socket.send(order.packet, descriptors: pipes.theirs) else { return false }
    pipes.closeTheirs()
    orders[count] = Order(pipes: pipes, folder: folder, deadline: now + Self.patience)
    return true
  }

  /// Gives up the last order: the handler ends as soon as it is there.
  func cancelOne() {
    guard let last = orders.filter({ $0.value.isWanted }).keys.max() else { return }
    orders[last]?.isWanted = false
  }

  /// Waits for a moment, if a handler is about to come.
  func wait(milliseconds: Int32) {
    if wantedCount > 0 { socket.wait(milliseconds: milliseconds) }
  }

  /// Takes what was told.
  func hear() -> [News] {
    var news: [News] = []
    while case .packet(let packet) = socket.receive(limit: 64) {
      if packet == CloneOrder.readiness {
        news.append(.ready)
      } else if let answer = CloneOrder.Answer(packet), let order = orders.removeValue(forKey: answer.number)
      {
        news.append(end(order, answer.outcome))
      }
      // There is an answer for each order, and no other.
      if orders.isEmpty { break }
    }
    return news
  }

  private func end(_ order: Order, _ outcome: Int32) -> News {
    guard outcome > 0 else {
      let reason = "clone: \(String(cString: strerror(-outcome)))"
      return .failed(order.folder, reason: reason, wasWanted: order.isWanted)
    }
    guard let child = ChildProcess.own(outcome) else {
      let reason = "it named a process that is none of ours"
      return .failed(order.folder, reason: reason, wasWanted: order.isWanted)
    }
    let process = HandlerProcess(child, order.pipes)
    return order.isWanted ? .made(process, order.folder) : .unwanted(process, order.folder)
  }

  /// Gives up what was ordered.
  ///
  /// - Returns: The folders of what will not be.
  func abandon() -> [PrivateFolder] {
    socket.close()
    defer { orders = [:] }
    return orders.values.map(\.folder)
  }
}
