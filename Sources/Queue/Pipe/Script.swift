// A Lua script as a value. Redis names it by the SHA-1 of its text, which the pipe learns from Redis when it loads it.

/// A script that Redis runs.
public struct Script: Hashable, Sendable {
  /// What it is called here; scripts of one pipe have different names.
  public var name: String

  /// Its Lua.
  public var text: [UInt8]

  /// Makes a script; embedded files come as bytes.
  public init(name: String, text: [UInt8]) {
    self.name = name
    self.text = text
  }
}
