// A process that was started warm and is asked to make others of its kind: each goes on from here with a message of its
// own. It never sees a message itself, so nothing of one task can come to the next.

internal import Glibc
internal import Messages
internal import Runtime

/// A process that makes handlers.
struct Template {
  private let socket: PacketSocket
  private let parent = getppid()
  private let rehearse: () -> Void

  /// The template that whoever started this process would like to have; nil: nobody would, or it cannot be.
  ///
  /// - Parameters:
  ///   - variable: Gives the variables of the environment.
  ///   - rehearse: Does for nobody what every run does.
  init?(_ variable: (String) -> String? = Environment.variable, rehearsing rehearse: @escaping () -> Void) {
    defer { for name in ["TASK_WARM", "TASK_TEMPLATE_FD"] { unsetenv(name) } }
    guard let number = variable("TASK_TEMPLATE_FD").flatMap({ Int32($0) }),
      let socket = PacketSocket(number)
    else { return nil }
    guard Sibling.isPossible else {
      socket.close()
      return nil
    }
    // Of the start nothing is needed any more. What a run needs is in memory once and for all clones.
    Footprint.forgetCode()
    rehearse()
    Self.rehearseBeginning()
    Sibling.handCodeDown()
    guard socket.send(CloneOrder.readiness) else {
      socket.close()
      return nil
    }
    self.socket = socket
    self.rehearse = rehearse
  }

  /// The first steps of a new process, for nobody.
  private static func rehearseBeginning() {
    let order = CloneOrder(CloneOrder(number: 1, folder: "/").packet)
    _ = CloneOrder.Answer(number: order?.number ?? 1, outcome: getpid()).packet
    Sibling.rehearse()
    StopSignal.watchAnew()
  }

  /// Makes a process for each order.
  ///
  /// It comes back in each of those processes, which wait for their context then; and in this one when that is used
  /// like any other: something comes on stdin, there is nobody left to give orders, or a signal asks it to end.
  ///
  /// While nothing is ordered its code need not be in memory; after the next order it is rehearsed again.
  func serve() {
    var isRested = false
    let rest = {
      Footprint.forgetCode()
      isRested = true
    }
    let sources = [socket.descriptor, STDIN_FILENO]
    orders: while StopSignal.firstReady(of: sources, resting: isRested ? nil : rest) == socket.descriptor {
      switch socket.receive(limit: CloneOrder.longestPacket) {
      case .nothing: continue
      case .end: break orders
      case .packet(let packet, let descriptors):
        guard let order = CloneOrder(packet), descriptors.count == 4 else {
          exit(ExitStatus.commandLine.code)
        }
        let pid = Sibling.clone()
        if pid == 0 { return begin(order, descriptors) }
        for descriptor in descriptors { close(descriptor) }
        if pid < 0 { socket.send(CloneOrder.Answer(number: order.number, outcome: pid).packet) }
        if isRested { rehearse() }
        isRested = false
      }
    }
    socket.close()
  }

  /// The first steps of a new process.
  private func begin(_ order: CloneOrder, _ descriptors: [Int32]) {
    let error = Sibling.settle(under: parent, in: order.folder, descriptors: descriptors)
    // The pipe that wakes the template is not ours.
    StopSignal.watchAnew()
    Sibling.unblockSignals()
    // Only now: whoever knows the number may send signals to the group.
    socket.send(CloneOrder.Answer(number: order.number, outcome: error == 0 ? getpid() : -error).packet)
    socket.close()
    if error != 0 { exit(ExitStatus.failed(1).code) }
  }
}
