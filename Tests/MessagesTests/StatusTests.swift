// Exit codes and the TASK_ variables.

import Messages
import Testing

@Suite struct `An exit status` {
  @Test(
    arguments: [
      (0, .done, false), (64, .commandLine, true), (65, .message, true), (75, .later, false),
      (77, .refused, true), (78, .configuration, false), (1, .failed(1), false), (2, .failed(2), false),
      (66, .failed(66), false), (255, .failed(255), false), (-1, .failed(-1), false),
    ] as [(Int32, Messages.ExitStatus, Bool)])
  func `is what its code says`(code: Int32, status: Messages.ExitStatus, isPermanent: Bool) {
    #expect(Messages.ExitStatus(code: code) == status)
    #expect(status.code == code)
    #expect(status.isPermanent == isPermanent)
  }
}

@Suite struct `The context of a run` {
  @Test func `is empty by hand`() {
    let context = Context { _ in nil }
    #expect(context.taskID == nil && context.taskName == nil && context.queue == nil)
    #expect(context.attempt == 1 && context.maxAttempts == nil && context.fence == nil)
    #expect(context.rootID == nil && context.parentID == nil)
    #expect(context.softDeadline == nil && context.deadline == nil && context.eventsDescriptor == nil)
    #expect(!context.isDispatched)
  }

  @Test func `comes from the variables`() {
    let variables = [
      "TASK_ID": "i", "TASK_NAME": "n", "TASK_QUEUE": "q", "TASK_ATTEMPT": "2", "TASK_MAX_ATTEMPTS": "4",
      "TASK_ROOT_ID": "r", "TASK_PARENT_ID": "p", "TASK_FENCE": "17", "TASK_SOFT_DEADLINE": "1700000000.5",
      "TASK_DEADLINE": "1700000300", "TASK_EVENTS_FD": "3",
    ]
    let context = Context { variables[$0] }
    #expect(context.taskID == "i" && context.taskName == "n" && context.queue == "q")
    #expect(context.attempt == 2 && context.maxAttempts == 4 && context.fence == 17)
    #expect(context.rootID == "r" && context.parentID == "p")
    #expect(context.softDeadline == 1_700_000_000.5 && context.deadline == 1_700_000_300)
    #expect(context.eventsDescriptor == 3)
    #expect(context.isDispatched)
  }

  @Test(arguments: ["", " ", "x", "3 ", "99999999999999999999", "0", "1", "2", "-1", "３"])
  func `takes no descriptor that is malformed, or the result's, or the log's`(text: String) {
    #expect(Context { $0 == "TASK_EVENTS_FD" ? text : nil }.eventsDescriptor == nil)
  }

  @Test(arguments: ["", " ", "x", "1.5", "99999999999999999999"])
  func `takes nothing that is malformed`(text: String) {
    let context = Context { $0 == "TASK_ID" || $0.hasSuffix("DEADLINE") ? nil : text }
    #expect(context.attempt == 1 && context.maxAttempts == nil && context.fence == nil)
  }
}
