// How much is remembered of revoked tasks: as much, and for as long, as one of Celery's workers remembers.

import Testing

@testable import Queue

@Suite struct `What is revoked` {
  @Test func `is fifty thousand tasks at most, the oldest forgotten first, for three hours`() throws {
    try withScripts { bench, _ in
      for start in stride(from: 0, to: 51_000, by: 1_000) {
        let ids = (start..<start + 1_000).map { "id-\($0)" }
        guard case .ok(let count) = try bench.send(RevokeRequest(ids: ids)) else {
          Issue.record("it was refused")
          return
        }
        #expect(count == min(start + 1_000, 50_000))
      }
      let told = try bench.send(RevokedRequest(limit: 60_000))
      #expect(told.tasks.count == 50_000)
      #expect(!told.tasks.contains { $0.id == "id-0" } && told.tasks.contains { $0.id == "id-50999" })
      let left = told.tasks.map { $0.endMilliseconds - told.serverMilliseconds }
      // Celery 5.6.2 has REVOKE_EXPIRES 10800.
      #expect(left.allSatisfy { (10_500_000...10_800_000).contains($0) })
    }
  }
}
