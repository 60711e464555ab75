// The catalogue of rules. Each file beside this one holds the rules of one subject.

/// Every rule there is.
public enum Catalogue {
  /// The rules, by subject.
  public static let rules: [Rule] =
    siteRules + statusRules + redirectRules + indexabilityRules + titleRules + descriptionRules + headingRules
    + contentRules + imageRules
    + canonicalRules + mobileRules

  /// When the rules were last held against their sources, unless a rule says otherwise.
  public static let lastReviewed = "2026-11-23"
}
