import ArgumentParser
import Foundation
import TerminalApp

/// How the screen opens.
struct ScreenOptions: ParsableArguments, Sendable {
    @Option(
        name: .customLong("language"),
        help: "The screen's language: \(ScreenLanguages.tags); else as LANG says.")
    private var chosen: String?
    @Option(help: "Who puts right-to-left text in order: own, or terminal for one that does it itself.")
    var bidi: Bidi?
    @Flag(
        name: .customLong("private"),
        help:
            "Keep nothing on this computer: documents come from the server, and what it has not got is lost.")
    var isPrivate = false
    @Option(help: "Minutes without a key after which the screen asks for the PIN; 0 for never.")
    var lockAfter = 10
    @Flag(
        name: .customLong("linear"),
        help: "Line by line, for screen readers: no cursor is moved, choices have numbers, ? helps.")
    var isLinear = false
    @Flag(help: "Begin with the documents instead of what waits for you.") var documents = false

    var lockMilliseconds: UInt64? { lockAfter > 0 ? UInt64(min(lockAfter, 1_440)) * 60_000 : nil }
    var language: String { chosen ?? PreferredLanguage.tag() }
    var startsAtHome: Bool { !documents }
}

extension ScreenOptions {
    enum Bidi: String, ExpressibleByArgument, Sendable {
        case own, terminal
    }

    /// Terminals known to order text themselves say so in the environment.
    var isOrdered: Bool {
        if let bidi { return bidi == .own }
        let environment = ProcessInfo.processInfo.environment
        let known = ["KONSOLE_VERSION", "MLTERM"].contains { environment[$0] != nil }
        return !(known || environment["TERM_PROGRAM"] == "Apple_Terminal")
    }
}
