// Servers that stay up while a test waits for something without holding its thread.

import Fixtures
import Glibc

/// Runs `body` with a server whose answers are given by path; `*` answers what no other path does.
func withSite<Result: Sendable>(
  _ routes: [String: LoopbackServer.Answer], _ body: (LoopbackServer) async throws -> Result
) async throws -> Result {
  try await withSite(answering: { routes[$0.path] ?? routes["*"] ?? .status(404) }, body)
}

/// Runs `body` with a server whose answers a closure gives.
func withSite<Result: Sendable>(
  answering: @escaping @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer,
  _ body: (LoopbackServer) async throws -> Result
) async throws -> Result {
  let (servers, server) = AsyncThrowingStream<LoopbackServer, any Error>.makeStream()
  let isDone = Gate()
  // The fixture's server lives as long as a closure, which waits here for the body to end.
  async let end: Void = onThread {
    do {
      try withServer(answering: answering) {
        server.yield($0)
        isDone.wait()
      }
      server.finish()
    } catch {
      server.finish(throwing: error)
    }
  }
  let result: Swift.Result<Result, any Error>
  do {
    var iterator = servers.makeAsyncIterator()
    guard let running = try await iterator.next() else { throw CancellationError() }
    result = .success(try await body(running))
  } catch {
    result = .failure(error)
  }
  isDone.open()
  await end
  return try result.get()
}

/// Runs `work` on a thread of its own, and waits without holding one that tasks run on.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in
    startThread { continuation.resume(returning: work()) }
  }
}

/// Starts `work` on a thread of its own, whatever the threads that tasks run on are busy with.
func startThread(_ work: @escaping @Sendable () -> Void) {
  let box = Unmanaged.passRetained(Work(work))
  var thread = pthread_t()
  let code = pthread_create(
    &thread, nil,
    { context in
      context.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue() }?.run()
      return nil
    }, box.toOpaque())
  precondition(code == 0, "cannot start a thread: error \(code)")
  pthread_detach(thread)
}

private final class Work: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
