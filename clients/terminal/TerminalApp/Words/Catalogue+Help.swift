/// The page behind `?`: every key, by what it is for.
extension Catalogue {
    struct HelpPart: Sendable {
        var title: String
        var keys: [(key: String, text: String)]
    }

    var helpParts: [HelpPart] { Self.help[tag] ?? Self.englishHelp }

    private static let help: [String: [HelpPart]] = ["en": englishHelp]

    private static let englishHelp = [
        HelpPart(
            title: "Moving",
            keys: [
                ("j k  or arrows", "up and down; PageUp and PageDown further"),
                ("Enter  Esc", "open and go back; Tab, h and l go between the columns"),
                ("/", "jump to the first field or row that contains what you type"),
                ("f  o", "show only rows with the words you type; order the rows by status, date or weight"),
                ("n", "the document's notes"),
                (":  H", "a command by name, Tab completes; home: what waits for you"),
            ]),
        HelpPart(
            title: "Writing",
            keys: [
                ("e", "edit the text or the value in place; Esc or Ctrl-S leaves"),
                ("t", "on a text: write its translation"),
                ("z  Z", "undo and redo your own edits; Ctrl-Z and Ctrl-Y while you write"),
                ("Ctrl-O", "while you write: your own editor (VISUAL, EDITOR); what you change comes back"),
                ("a  x", "add a row; mark a row as removed"),
            ]),
        HelpPart(
            title: "Deciding",
            keys: [
                ("r", "rate a point of the diagnosis for your side"),
                ("t", "decide about an item: due date, done, cancelled, verified"),
                ("s", "read what is to be signed, and sign it with your PIN"),
            ]),
        HelpPart(
            title: "Reading",
            keys: [
                ("c", "what changed since you were last here: • marks the documents"),
                ("u", "what waits to be sent, what was refused, what was put aside"),
                ("b", "the plan by status; :dates by due date, :roster, :cycle"),
                (":translations", "translations that are older than their original"),
                ("q", "quit"),
            ]),
        HelpPart(
            title: "The word at the bottom left",
            keys: [
                ("saved 14:02", "the server has everything on disk"),
                ("saving 3", "3 edits are on their way"),
                ("offline, 3 waiting", "3 edits are kept here and go out by themselves"),
                ("read-only", "you may read this document, not change it"),
            ]),
        HelpPart(title: "Letters: W worker side, M management side, A advisor", keys: []),
    ]
}
