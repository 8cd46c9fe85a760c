/// The page behind `?`: every key, by what it is for.
extension Catalogue {
    struct HelpPart: Sendable {
        var title: String
        var keys: [(key: String, text: String)]
    }

    var helpParts: [HelpPart] {
        [
            part(
                .helpMoving,
                [
                    ("j k  ↓ ↑", .helpUpDown), ("Enter  Esc", .helpOpenBack), ("/", .helpJump),
                    ("f  o", .helpLists), ("n", .helpNotes), (":  H", .helpCommand),
                ]),
            part(
                .helpWriting,
                [
                    ("e", .helpEdit), ("t", .helpTranslate), ("z  Z", .helpUndo), ("Ctrl-O", .helpEditor),
                    ("a  x", .helpRows),
                ]),
            part(.helpDeciding, [("r", .helpRate), ("t", .helpDecide), ("s", .helpSign)]),
            part(
                .helpReading,
                [
                    ("c", .helpChanges), ("u", .helpQueue), ("b", .helpBoard),
                    (":translations", .helpTranslations), ("q", .quit),
                ]),
            // The words themselves, as the bottom line says them.
            part(
                .helpLine,
                [
                    (self[.savedAt, ["time": "14:02"]], .helpSaved),
                    (self[.saving, ["count": "3"]], .helpSaving),
                    (self[.offlineWaiting, ["count": "3"]], .helpOffline),
                    (self[.readOnly], .helpReadOnly),
                ]),
            part(.helpLetters, []),
        ]
    }

    private func part(_ title: Phrase, _ keys: [(key: String, does: Phrase)]) -> HelpPart {
        HelpPart(title: self[title], keys: keys.map { ($0.key, self[$0.does]) })
    }
}
