// What is asked of Redis: always a script of ours that may be run twice without harm, because a request whose answer
// was lost looks exactly like one that never arrived.

/// One call of a script.
///
/// The script finds in `ARGV[1]` the id of the request, which must be the first element of the array it returns; then
/// ``arguments``; and as the last one `"."`, whose absence tells that the request was cut on its way.
public struct PipeRequest: Hashable, Sendable {
  /// The script.
  public var script: Script

  /// Its `KEYS`.
  public var keys: [[UInt8]]

  /// Its `ARGV` between the id and the last one.
  public var arguments: [[UInt8]]

  /// How long one attempt may take before it is begun anew.
  public var deadline: Duration

  /// Makes a request.
  public init(
    _ script: Script, keys: [[UInt8]] = [], arguments: [[UInt8]] = [], deadline: Duration = .seconds(5)
  ) {
    self.script = script
    self.keys = keys
    self.arguments = arguments
    self.deadline = deadline
  }

  /// The line that calls the script by the name Redis gave it.
  func line(sha: [UInt8], id: String) -> [UInt8] {
    let head = [Array("EVALSHA".utf8), sha, Array("\(keys.count)".utf8)]
    return Quoting.line(head + keys + [Array(id.utf8)] + arguments + [Array(".".utf8)])
  }
}
