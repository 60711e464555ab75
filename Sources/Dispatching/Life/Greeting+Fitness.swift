// Whether a server may be trusted with messages.

internal import Queue

extension Greeting {
  /// Why a dispatcher does not start with this server; nil: it may.
  ///
  /// What the server does not tell is not held against it: a user may be forbidden to ask.
  ///
  /// - Parameter requiringDurability: Whether it must keep what it was told through a restart.
  /// - Returns: What is wrong and what to do about it.
  func unfitness(requiringDurability: Bool) -> String? {
    if role == "slave" {
      return "this Redis is a replica, which takes no writes; name its primary in REDIS_URL"
    }
    if !maxmemoryPolicy.isEmpty, maxmemoryPolicy != "noeviction" {
      return
        "this Redis throws keys away when memory runs short (maxmemory-policy \(maxmemoryPolicy)), messages too; "
        + "set maxmemory-policy noeviction"
    }
    if requiringDurability, appendOnly == "0" {
      return
        "this Redis forgets what it was told when it ends (appendonly no), and --require-durable was given; set "
        + "appendonly yes"
    }
    return nil
  }
}
