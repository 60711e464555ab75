// How often the same trouble is told.

import Queue
import Testing

@testable import Dispatching

@Suite struct `Warnings` {
  private let start = ContinuousClock.now

  @Test func `come once a second and cause`() {
    var pace = WarningPace()
    func isTold(_ cause: WarningPace.Cause, _ milliseconds: Int) -> Bool {
      pace.admits(cause, at: start + .milliseconds(milliseconds))
    }
    #expect(isTold(.room, 0))
    #expect(!isTold(.room, 999))
    #expect(isTold(.request(.bug), 999))
    #expect(isTold(.request(.overdue), 999))
    #expect(isTold(.room, 1000))
    #expect(!isTold(.room, 1500))
  }

  @Test func `about Redis being away are one, in whatever words it is told`() throws {
    var rig = try Rig()
    let reasons = ["Connection refused", "Broken pipe", "no answer within 5.0 seconds", "Connection refused"]
    for reason in reasons {
      rig.tell(.interrupted(reason))
    }
    #expect(rig.logged("warning").count == 1)
    rig.now.instant += .seconds(1)
    rig.tell(.interrupted("Broken pipe"))
    #expect(rig.logged("warning").count == 2)
  }

  @Test func `about requests that fail are one for each kind of failure`() throws {
    var rig = try Rig()
    for text in ["one", "another", "a third"] {
      rig.wait(.zero)
      rig.now.instant += .milliseconds(200)
      rig.tell(.tick)
      rig.tell(.failed(PipeError(.bug, text)))
    }
    #expect(rig.logged("error").count == 1)
  }
}
