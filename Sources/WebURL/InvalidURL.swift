// The one way in which parsing ends early.

/// What the standard calls failure: the text is no URL, and there is nothing more to say.
struct InvalidURL: Error {}
