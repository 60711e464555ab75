// Which workers a pattern means, by the C library's two kinds of pattern.

internal import Glibc

/// Patterns of workers' names.
enum NamePattern {
  /// Whether a name fits a pattern of the shell, as Python's `fnmatch`.
  static func isMatch(_ name: String, glob pattern: String) -> Bool {
    fnmatch(pattern, name, 0) == 0
  }

  /// Whether a name begins with what a regular expression describes.
  ///
  /// Celery takes Python's expressions; those of POSIX agree in all that names of hosts need. One that is none fits nobody.
  static func isMatch(_ name: String, expression pattern: String) -> Bool {
    var compiled = regex_t()
    guard regcomp(&compiled, "^(\(pattern))", REG_EXTENDED | REG_NOSUB) == 0 else { return false }
    defer { regfree(&compiled) }
    return regexec(&compiled, name, 0, nil, 0) == 0
  }
}
