// What wakes a thread that waits for the database, and how a connection gets from one thread to another.

import Postgres
import Testing

@Suite struct `A wakeup` {
  @Test func `ends the wait for notifications of another thread`() throws {
    try withConnection { connection, _ in
      try connection.listen(to: "news")
      let (wakeup, begun) = (Wakeup(), ContinuousClock.now)
      let waker = Alongside { wakeup.raise() }
      #expect(try connection.notifications(within: .seconds(60), unless: wakeup).isEmpty)
      try waker.value()
      #expect(ContinuousClock.now - begun < .seconds(30))
      // Raised, it ends every wait; what was called out is not lost by that.
      try connection.notify("news", "one")
      #expect(try connection.notifications(within: .seconds(60), unless: wakeup).map(\.payload) == ["one"])
      #expect(try connection.notifications(within: .seconds(60), unless: wakeup).isEmpty)
    }
  }

  @Test func `is waited for by itself, too`() {
    let wakeup = Wakeup()
    #expect(!wakeup.isRaised && !wakeup.wait(upTo: .milliseconds(1)))
    wakeup.raise()
    wakeup.raise()
    #expect(wakeup.isRaised && wakeup.wait(upTo: .seconds(60)))
  }

  @Test func `comes from a thread that was given a connection`() throws {
    try withConnection { _, make in
      let (handover, done) = (Handover(try make(ConnectionOptions())), Wakeup())
      let isStarted = SideThread.start {
        if let connection = handover.take(), (try? connection.execute("select 1 as one")) != nil {
          handover.put(connection)
        }
        done.raise()
      }
      #expect(isStarted && done.wait(upTo: .seconds(60)))
      let connection = try #require(handover.take())
      #expect(try connection.execute("select 2 as two")[0].read("two", as: Int.self) == 2)
      #expect(handover.take() == nil)
    }
  }
}
