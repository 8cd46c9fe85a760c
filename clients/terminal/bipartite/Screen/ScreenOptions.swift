import ArgumentParser

/// How the screen opens.
struct ScreenOptions: ParsableArguments, Sendable {
    @Option(name: .customLong("language"), help: "The screen's language: en, zh, km, ar; else as LANG says.")
    private var chosen: String?
    @Flag(help: "Begin with the documents instead of what waits for you.") var documents = false

    var language: String { chosen ?? PreferredLanguage.tag() }
    var startsAtHome: Bool { !documents }
}
