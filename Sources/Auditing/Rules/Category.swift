// The parts of the audit.

/// The part of the audit that a rule belongs to.
public enum Category: String, Sendable, CaseIterable {
  /// Can search engines reach and keep the pages?
  case indexability
  /// What pages say in titles, descriptions, headings and text.
  case content
  /// Where links and redirects lead.
  case links
  /// Which of several URLs is the page's own.
  case canonical
  /// How pages work on phones and for everybody.
  case mobile
  /// Whether people are safe on it.
  case security
  /// What pages weigh.
  case performance
  /// What it tells search engines to read.
  case sitemaps
}
