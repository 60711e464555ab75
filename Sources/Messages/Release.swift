// The one place that knows which release this is.

/// What `--version` prints and results carry.
public enum Release {
  /// The version by semver.org.
  public static let version = "0.1.0"
}
