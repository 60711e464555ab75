// A page without fault, and the same with one thing otherwise.

@testable import Auditing

/// The HTML of a page that no rule finds fault with.
struct GoodPage {
  /// Unique for each page of a site, 34 characters with a number of one digit.
  var title: String? = "A title that says what is on page 1"
  var description: String? = "What there is to read on page 1."
  var canonical: String?
  var lang: String? = "en"
  var viewport: String? = "width=device-width"
  var head = ""
  var heading = "<h1>Heading</h1>"
  var words = 200
  var body = ""

  /// A good page with a number, for the path that is its canonical URL.
  init(_ number: Int = 1, at path: String = "a") {
    title = "A title that says what is on page \(number)"
    description = "What there is to read on page \(number)."
    canonical = path
  }

  /// A good page with something changed.
  init(_ number: Int = 1, at path: String = "a", change: (inout GoodPage) -> Void) {
    self.init(number, at: path)
    change(&self)
  }

  var html: String {
    var html = "<!doctype html><html\(lang.map { " lang='\($0)'" } ?? "")><head>"
    if let title { html += "<title>\(title)</title>" }
    if let description { html += "<meta name=description content='\(description)'>" }
    if let canonical { html += "<link rel=canonical href='\(canonical)'>" }
    if let viewport { html += "<meta name=viewport content='\(viewport)'>" }
    // The heading is a word of the text as well.
    let headings = heading.isEmpty ? 0 : 1
    let text = Array(repeating: "word", count: max(0, words - headings)).joined(separator: " ")
    return html + head + "</head><body><main>\(heading)<p>\(text)</p></main>\(body)</body></html>"
  }
}

extension TestSite {
  /// Makes a site of one page, at `a`.
  init(_ change: (inout GoodPage) -> Void) throws {
    try self.init()
    try page("a", GoodPage(change: change).html)
  }

  /// The rules that find fault with the site.
  var faults: [String] { Audit(site).issues.map(\.rule.id) }
}
