// Failures as Celery stores them, and as Python clients raise them again.

public import JSONText

/// An exception as the result backend stores it: `{"exc_type", "exc_message", "exc_module"}`.
///
/// A client looks the class up in the module (Celery 5.6.2, `exception_to_python`). Without a module it makes
/// a class of that name up; a module that it has not loaded gives a made-up class too; a name that it has but
/// that is no exception class raises `SecurityError` instead.
public struct PythonException: Error, Hashable, Sendable {
  /// The class's name.
  public var type: String
  /// The arguments of the constructor.
  public var arguments: [JSON]
  /// The module of the class, or nil for one that no client has.
  public var module: String?

  /// Makes an exception.
  public init(_ type: String, _ arguments: [JSON], module: String?) {
    self.type = type
    self.arguments = arguments
    self.module = module
  }

  /// The failure that a handler reports about itself.
  ///
  /// The name of a Python built-in (`ValueError`) is that class, a dotted one (`app.errors.CrawlError`) the
  /// class of that module, and any other one a class that clients make up.
  ///
  /// - Parameters:
  ///   - type: The failure's type, as the handler named it.
  ///   - message: Its message.
  public init(handlerFailure type: String, message: String) {
    let parts = type.split(separator: ".", omittingEmptySubsequences: false)
    let className = parts.last ?? ""
    if Self.builtins.contains(type) {
      self.init(type, [.string(message)], module: "builtins")
    } else if parts.count > 1, !parts.contains(""), className.first?.isUppercase == true {
      // A name that begins small is no class: `os.system` would be refused by the client.
      let module = parts.dropLast().joined(separator: ".")
      self.init(String(className), [.string(message)], module: module)
    } else {
      self.init(type.isEmpty ? "HandlerError" : type, [.string(message)], module: nil)
    }
  }

  /// The text that stands for it in events and chord errors: `ValueError('oops')`.
  public var repr: String {
    let tuple = PythonRepr.tuple(arguments)
    return type + (arguments.count == 1 && tuple.hasSuffix(",)") ? "\(tuple.dropLast(2)))" : tuple)
  }

  /// The members as Celery orders them.
  var members: [(name: String, value: JSON)] {
    [("exc_type", .string(type)), ("exc_message", .array(arguments)), ("exc_module", JSON(module))]
  }

  /// The built-in exceptions that can be raised from one message without ending the client.
  ///
  /// Missing are those whose constructor wants more (`UnicodeDecodeError`, `ExceptionGroup`) and those that
  /// are no errors but control flow (`SystemExit`, `KeyboardInterrupt`, `StopIteration`, `GeneratorExit`).
  private static let builtins: Set<String> = [
    "ArithmeticError", "AssertionError", "AttributeError", "BlockingIOError", "BrokenPipeError",
    "BufferError",
    "ChildProcessError", "ConnectionAbortedError", "ConnectionError", "ConnectionRefusedError",
    "ConnectionResetError", "EOFError", "Exception", "FileExistsError", "FileNotFoundError",
    "FloatingPointError", "IOError", "ImportError", "IndexError", "InterruptedError", "IsADirectoryError",
    "KeyError", "LookupError", "MemoryError", "ModuleNotFoundError", "NameError", "NotADirectoryError",
    "NotImplementedError", "OSError", "OverflowError", "PermissionError", "ProcessLookupError",
    "RecursionError", "ReferenceError", "RuntimeError", "SyntaxError", "SystemError", "TimeoutError",
    "TypeError", "UnicodeError", "ValueError", "ZeroDivisionError",
  ]
}
