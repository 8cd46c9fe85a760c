import CRDT
import Committee
import SyncClient

/// What is said of each place, and what is written there.
extension LinearTalk {
    /// A line says so many letters of a text; the text's own place has all of it.
    private static let lettersMax = 120

    func beginning(of text: String) -> String {
        let line = text.prefix { !$0.isNewline }
        return line.count <= Self.lettersMax && line.count == text.count
            ? text : line.prefix(Self.lettersMax) + "…"
    }

    /// Where the member is, and what can be chosen there.
    mutating func describe() -> [Effect] {
        saidChoices = 0
        choices = []
        var lines: [String] = []
        switch place {
        case .documents:
            choices = session.documentNames.map { ("\(words.title($0)): \(words.readers($0))", .rows($0)) }
        case .rows(let name):
            lines = [words.title(name), words[.whoSees, ["readers": words.readers(name)]]]
            choices = [(words[.notes], .text(name, row: "", field: "notes"))]
            choices += rows(of: name).map { row in
                let status = row.isRemoved ? words[.removed] : row.status.map(words.value) ?? ""
                let title = words.title(of: row)
                let shown = title.isEmpty && name.isRaised ? words[.erased] : beginning(of: title)
                let line = [row.ref ?? String(row.id.prefix(4)), shown, status]
                return (line.filter { !$0.isEmpty }.joined(separator: ", "), .fields(name, row: row.id))
            }
        case .fields(let name, let id):
            guard let row = row(id, in: name) else { return leave(name) }
            lines = ["\(self.name(of: id, in: name)): \(beginning(of: words.title(of: row)))"]
            choices = row.fields.filter { !["rank", "removed"].contains($0.name) }.map { field in
                let shown = field.shown.isEmpty ? "–" : beginning(of: words.value(of: field))
                return ("\(words.label(field)): \(shown)", .text(name, row: id, field: field.name))
            }
        case .text(let name, let id, let field):
            guard id.isEmpty || row(id, in: name)?[field] != nil else { return leave(name) }
            lines = textLines(name, id, field)
        }
        return lines.map { .say($0) } + sayChoices()
    }

    private mutating func leave(_ name: DocumentName) -> [Effect] {
        place = .rows(name)
        return [.say(words[.textTakenAway])] + describe()
    }

    private func textLines(_ name: DocumentName, _ id: String, _ field: String) -> [String] {
        let content = id.isEmpty ? nil : row(id, in: name)?[field]
        let label = content.map(words.label) ?? words[.notes]
        let shown = words.value(text(name, id, field), of: field)
        var lines = ["\(label):"]
        lines += shown.isEmpty ? [words[.nothingWritten]] : shown.split(separator: "\n").map(String.init)
        if session.isReadOnly(name) {
            lines.append(words[.mayRead, ["document": words.title(name)]])
        } else if case .event? = content?.content {
            lines.append(words[.byCommandOnly, ["field": label]])
        } else if let allowed = Choices.words(of: field, in: name), !id.isEmpty {
            lines.append(words[.linearSet] + " " + allowed.joined(separator: ", "))
        } else {
            lines.append(words[.linearWrite])
        }
        return lines
    }

    mutating func sayChoices() -> [Effect] {
        let end = min(choices.count, saidChoices + Self.choicesAtOnce)
        var lines = (saidChoices..<max(saidChoices, end)).map { "\($0 + 1). \(choices[$0].text)" }
        saidChoices = end
        if end < choices.count { lines.append(words[.linearMore, ["count": String(choices.count - end)]]) }
        return lines.map { .say($0) }
    }

    // MARK: Reading

    func rows(of name: DocumentName) -> [Row] {
        guard let doc = session[name] else { return [] }
        let events = session.waitingCommands.isEmpty ? session.events : session.picture.events
        return Projection.rows(of: name, in: doc, events: events, held: session.held(in: name))
    }

    func row(_ id: String, in name: DocumentName) -> Row? { rows(of: name).first { $0.id == id } }

    func name(of id: String, in name: DocumentName) -> String {
        row(id, in: name)?.ref ?? String(id.prefix(4))
    }

    func text(_ name: DocumentName, _ id: String, _ field: String) -> String {
        guard id.isEmpty else { return row(id, in: name)?[field]?.shown ?? "" }
        return session[name].flatMap { doc in Projection.notes(in: doc).map(doc.string) } ?? ""
    }

    // MARK: Writing

    /// Puts words in the place of a text or a value, or adds a line to it.
    mutating func write(_ typed: String, isAdded: Bool) -> [Effect] {
        guard case .text(let name, let id, let field) = place else { return [.say(words[.linearNoSuch])] }
        guard !session.isReadOnly(name) else {
            return [.say(words[.mayRead, ["document": words.title(name)]])]
        }
        let content = id.isEmpty ? nil : row(id, in: name)?[field]
        switch content?.content {
        case .event?, .unreadable?:
            return [.say(words[.byCommandOnly, ["field": content.map(words.label) ?? field]])]
        case .entry?: return set(typed, name, id, field)
        case .text?, nil: break
        }
        guard let doc = session[name] else { return [] }
        var type = id.isEmpty ? Projection.notes(in: doc) : nil
        if case .text(let own, _)? = content?.content { type = own }
        let original = type.map(doc.editable) ?? ""
        let cleaned = TerminalModel.clean(typed)
        let edited = isAdded && !original.isEmpty ? original + "\n" + cleaned : cleaned
        let edit = OutsideEdit(
            document: name, row: id, field: field, text: type, original: original, in: doc)
        return edit.merge(edited, into: &session).map { .session($0) } + describe()
    }

    private mutating func set(
        _ typed: String, _ name: DocumentName, _ id: String, _ field: String
    ) -> [Effect] {
        var refusal: String?
        let held = session.held(in: name)
        let effects = session.edit(name) { transaction in
            for value in TerminalModel.readings(of: typed) {
                let answer = Projection.set(
                    field: field, to: value, row: id, of: name, held: held, in: &transaction)
                if answer == nil { return refusal = nil }
                refusal = refusal ?? answer
            }
        }
        if let refusal { return [.say(refusal)] }
        return effects.map { .session($0) } + describe()
    }
}
