// Whether a doctype asks for quirks mode: the table of the HTML Standard, section "The initial insertion
// mode". gumbo has it too, but compares as a whole what is meant as the beginning of an identifier.

/// The parts of a doctype; what is absent is empty.
struct Doctype {
  var name: String
  var publicID: String
  var systemID: String

  /// Whether a browser renders a page with this doctype in quirks mode.
  var asksForQuirks: Bool {
    let publicID = publicID.lowercased()
    if name.lowercased() != "html" { return true }
    if publicID == "html" || publicID == "-/w3c/dtd html 4.0 transitional/en" { return true }
    if publicID == "-//w3o//dtd w3 html strict 3.0//en//" { return true }
    if systemID.lowercased() == "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd" { return true }
    let parts = publicID.split(separator: "//", omittingEmptySubsequences: false)
    guard parts.count > 3 else { return false }
    return isQuirky(parts[..<3].joined(separator: "//"))
  }

  /// Whether public identifiers that begin so, with two slashes after it, ask for quirks mode.
  private func isQuirky(_ beginning: String) -> Bool {
    switch beginning {
    case "+//silmaril//dtd html pro v0r11 19970101",
      "-//advasoft ltd//dtd html 3.0 aswedit + extensions",
      "-//as//dtd html 3.0 aswedit + extensions",
      "-//ietf//dtd html",
      "-//ietf//dtd html 2.0",
      "-//ietf//dtd html 2.0 level 1",
      "-//ietf//dtd html 2.0 level 2",
      "-//ietf//dtd html 2.0 strict",
      "-//ietf//dtd html 2.0 strict level 1",
      "-//ietf//dtd html 2.0 strict level 2",
      "-//ietf//dtd html 2.1e",
      "-//ietf//dtd html 3",
      "-//ietf//dtd html 3.0",
      "-//ietf//dtd html 3.2",
      "-//ietf//dtd html 3.2 final",
      "-//ietf//dtd html level 0",
      "-//ietf//dtd html level 1",
      "-//ietf//dtd html level 2",
      "-//ietf//dtd html level 3",
      "-//ietf//dtd html strict",
      "-//ietf//dtd html strict level 0",
      "-//ietf//dtd html strict level 1",
      "-//ietf//dtd html strict level 2",
      "-//ietf//dtd html strict level 3",
      "-//metrius//dtd metrius presentational",
      "-//microsoft//dtd internet explorer 2.0 html",
      "-//microsoft//dtd internet explorer 2.0 html strict",
      "-//microsoft//dtd internet explorer 2.0 tables",
      "-//microsoft//dtd internet explorer 3.0 html",
      "-//microsoft//dtd internet explorer 3.0 html strict",
      "-//microsoft//dtd internet explorer 3.0 tables",
      "-//netscape comm. corp.//dtd html",
      "-//netscape comm. corp.//dtd strict html",
      "-//o'reilly and associates//dtd html 2.0",
      "-//o'reilly and associates//dtd html extended 1.0",
      "-//o'reilly and associates//dtd html extended relaxed 1.0",
      "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0",
      "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0",
      "-//spyglass//dtd html 2.0 extended",
      "-//sq//dtd html 2.0 hotmetal + extensions",
      "-//sun microsystems corp.//dtd hotjava html",
      "-//sun microsystems corp.//dtd hotjava strict html",
      "-//w3c//dtd html 3 1995-03-24",
      "-//w3c//dtd html 3.2",
      "-//w3c//dtd html 3.2 draft",
      "-//w3c//dtd html 3.2 final",
      "-//w3c//dtd html 3.2s draft",
      "-//w3c//dtd html 4.0 frameset",
      "-//w3c//dtd html 4.0 transitional",
      "-//w3c//dtd html experimental 19960712",
      "-//w3c//dtd html experimental 970421",
      "-//w3c//dtd w3 html",
      "-//w3c//dtd xhtml 1.0 frameset",
      "-//w3c//dtd xhtml 1.0 transitional",
      "-//w3o//dtd w3 html 3.0",
      "-//webtechs//dtd mozilla html",
      "-//webtechs//dtd mozilla html 2.0":
      true
    case "-//w3c//dtd html 4.01 frameset", "-//w3c//dtd html 4.01 transitional":
      // With a system identifier these ask for limited quirks mode only.
      systemID.isEmpty
    default:
      false
    }
  }
}
