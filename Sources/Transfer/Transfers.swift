// Many transfers on one thread, over libcurl's multi interface:
// 1. `start` checks a request and puts it in line;
// 2. `wait` gives to libcurl what is in line, as many at once as a host may have, and lets them run;
// 3. what is over comes out of `wait` as a Completion: one for every `start`, cancelled or not.

import CCurl

/// HTTP transfers that share connections, a profile and a thread.
///
/// Not Sendable: all but ``wakeup`` belongs to the thread that made it.
public final class Transfers {
  /// Ends a wait from another thread.
  public let wakeup = Wakeup()

  private let profile: Profile
  private let connectionsPerHost: Int
  private let userAgent: String
  private var multi: UnsafeMutableRawPointer?
  /// Over servers that nobody vouches for.
  private var watch: SpinWatch?
  private var pool: [Easy] = []
  private var line: [Pending] = []
  private var active: [Int: Exchange] = [:]
  private var load: [Target: Int] = [:]
  private var done: [Completion] = []

  private struct Pending {
    var id: Int
    var request: Request
    var target: Target
    var isSecondTry = false
  }

  /// Prepares nothing yet: libcurl starts with the first transfer.
  ///
  /// - Parameters:
  ///   - profile: What may be reached.
  ///   - connectionsPerHost: Transfers, and so connections, that one host and port may have at once.
  ///   - userAgent: The User-Agent of requests that bring none.
  public init(profile: Profile, connectionsPerHost: Int = 4, userAgent: String) {
    self.profile = profile
    self.connectionsPerHost = max(connectionsPerHost, 1)
    self.userAgent = userAgent
  }

  deinit {
    wakeup.detach()
    guard let multi else { return }
    for exchange in active.values { release(exchange) }
    curl_multi_cleanup(multi)
    watch?.end()
  }

  /// Transfers that were started and are not yet handed out by ``wait(upTo:)``.
  public var running: Int { line.count + active.count + done.count }

  /// Puts a request in line; it is sent within the next ``wait(upTo:)``.
  ///
  /// - Parameters:
  ///   - request: What to send.
  ///   - id: Any number that no running transfer has; its ``Completion`` carries it.
  /// - Throws: ``TransferError`` with ``TransferError/Code/invalidRequest`` if it cannot be sent at all.
  public func start(_ request: Request, id: Int) throws(TransferError) {
    let target = try Target(request, profile: profile, userAgent: userAgent)
    guard active[id] == nil, !line.contains(where: { $0.id == id }) else {
      throw TransferError(.invalidRequest, target: target.description, detail: "transfer \(id) is running")
    }
    line.append(Pending(id: id, request: request, target: target))
  }

  /// Lets transfers run until at least one is over.
  ///
  /// Returns what is over by then, possibly nothing: when the time has passed, or by ``wakeup``. Without a
  /// transfer it waits just the same.
  public func wait(upTo time: Duration) -> [Completion] {
    run(until: ContinuousClock.now + time) { !$0.isEmpty }
    defer { done = [] }
    return done
  }

  /// Ends a transfer; it completes with ``TransferError/Code/cancelled``.
  ///
  /// Unknown numbers are ignored.
  public func cancel(_ id: Int) {
    if let index = line.firstIndex(where: { $0.id == id }) {
      let pending = line.remove(at: index)
      complete(pending, .failure(cancellation(of: pending.target)))
    } else if let exchange = active[id] {
      finish(exchange, .failure(cancellation(of: exchange.target)))
    }
  }

  /// Ends every transfer.
  public func cancelAll() {
    for id in line.map(\.id) + active.keys.sorted() { cancel(id) }
  }

  /// Sends one request and waits for its end, however long its limits let it take.
  ///
  /// Others that are running go on meanwhile.
  public func send(_ request: Request) -> Result<Response, TransferError> {
    let id = Int.min
    do throws(TransferError) {
      try start(request, id: id)
    } catch {
      return .failure(error)
    }
    while true {
      run(until: ContinuousClock.now + .seconds(3600)) { $0.contains { $0.id == id } }
      if let index = done.firstIndex(where: { $0.id == id }) { return done.remove(at: index).result }
    }
  }

  // MARK: - The loop

  private func run(until deadline: ContinuousClock.Instant, or isEnough: ([Completion]) -> Bool) {
    while true {
      advance()
      let left = deadline - .now
      guard !isEnough(done), left > .zero, !wakeup.take() else { return }
      poll(upTo: left)
    }
  }

  /// Everything that can be done without waiting.
  private func advance() {
    admit()
    guard let multi, !active.isEmpty else { return }
    perform(multi)
    // What took the place of those that ended sends its request before the caller looks at the results.
    if collect(multi), admit() { perform(multi) }
  }

  private func perform(_ multi: UnsafeMutableRawPointer) {
    var count: Int32 = 0
    guard let watch else {
      curl_multi_perform(multi, &count)
      return
    }
    watch.during { curl_multi_perform(multi, &count) }
  }

  /// Gives libcurl whatever is in line for a host that has room; true if there was any.
  @discardableResult private func admit() -> Bool {
    var admitted = false
    let inLine = line
    line = []
    for pending in inLine {
      if load[pending.target, default: 0] >= connectionsPerHost {
        line.append(pending)
      } else {
        begin(pending)
        admitted = true
      }
    }
    return admitted
  }

  private func begin(_ pending: Pending) {
    func fail(_ code: TransferError.Code, _ detail: String) {
      complete(pending, .failure(TransferError(code, target: pending.target.description, detail: detail)))
    }
    guard let multi = handle(), let easy = pool.popLast() ?? Easy() else {
      return fail(.failed, "libcurl cannot start")
    }
    if profile.egress?.resolving[pending.target.host]?.isEmpty == true {
      return fail(.dns, "the name has no address")
    }
    let exchange = Exchange(
      id: pending.id, request: pending.request, target: pending.target, egress: profile.egress, easy: easy,
      watch: watch, isSecondTry: pending.isSecondTry)
    exchange.configure(userAgent: userAgent)
    if let refusal = easy.refusal {
      easy.reset()
      return fail(.failed, "libcurl does not take an option (\(refusal.rawValue))")
    }
    guard curl_multi_add_handle(multi, easy.raw) == CURLM_OK else {
      easy.reset()
      return fail(.failed, "libcurl does not take another transfer")
    }
    active[pending.id] = exchange
    load[pending.target, default: 0] += 1
  }

  /// Takes what libcurl has ended; true if there was any.
  private func collect(_ multi: UnsafeMutableRawPointer) -> Bool {
    var ended: [(Exchange, CURLcode)] = []
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
        let exchange = active.values.first(where: { $0.easy.raw == easy })
      else { continue }
      ended.append((exchange, ccurl_result(message)))
    }
    for (exchange, code) in ended {
      let result = exchange.result(code)
      if exchange.mayBeOutOfStep(result) { repeats(exchange) } else { finish(exchange, result) }
    }
    return !ended.isEmpty
  }

  private func poll(upTo time: Duration) {
    guard let multi = handle() else { return }
    curl_multi_poll(multi, nil, 0, Int32(clamping: time.milliseconds), nil)
  }

  // MARK: - Ends

  /// Sends the same once more, on a connection of its own; there it cannot be out of step again.
  private func repeats(_ exchange: Exchange) {
    retire(exchange)
    line.append(
      Pending(id: exchange.id, request: exchange.request, target: exchange.target, isSecondTry: true))
  }

  private func finish(_ exchange: Exchange, _ result: Result<Response, TransferError>) {
    retire(exchange)
    done.append(Completion(id: exchange.id, request: exchange.request, result: result))
  }

  /// Makes room for another transfer.
  private func retire(_ exchange: Exchange) {
    release(exchange)
    if pool.count < 16 { pool.append(exchange.easy) }
    active[exchange.id] = nil
    let left = load[exchange.target, default: 1] - 1
    load[exchange.target] = left > 0 ? left : nil
  }

  /// Takes the handle out of libcurl's hands and clears its pointers into the exchange.
  private func release(_ exchange: Exchange) {
    if let multi { curl_multi_remove_handle(multi, exchange.easy.raw) }
    exchange.easy.reset()
  }

  private func complete(_ pending: Pending, _ result: Result<Response, TransferError>) {
    done.append(Completion(id: pending.id, request: pending.request, result: result))
  }

  private func cancellation(of target: Target) -> TransferError {
    TransferError(.cancelled, target: target.description, detail: "it was cancelled")
  }

  /// The multi handle, made when first needed.
  private func handle() -> UnsafeMutableRawPointer? {
    if let multi { return multi }
    guard LibCurl.ready, let multi = curl_multi_init() else { return nil }
    ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost)
    wakeup.attach(multi)
    self.multi = multi
    if profile.egress != nil { watch = SpinWatch() }
    return multi
  }
}
