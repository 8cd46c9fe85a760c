import CRDT
public import Committee
import SyncClient

/// The screen's words in one language. A language is added by a file like `Catalogue+English.swift` and a
/// line in `all`; a test lists what is missing.
struct Catalogue: Sendable {
    /// Such as `zh`.
    var tag: String
    /// What its speakers call it.
    var name: String
    /// Whether somebody who speaks it has read it.
    var isReviewed: Bool
    var isRightToLeft = false
    var phrases: [Phrase: String]
    /// Names of fields, as scripts name them up to the first dot.
    var fields: [String: String]
    /// Words that stand as values: statuses, ratings.
    var values: [String: String]
    /// Names of languages, by tag.
    var languages: [String: String]

    static let all: [Catalogue] = [english, bengali, khmer, vietnamese, arabic, chinese]

    /// The catalogue of a language such as `zh-CN` or `ar_LB.UTF-8`; English where there is none.
    static func of(_ language: String) -> Catalogue {
        let primary = language.prefix { $0.isLetter }.lowercased()
        return all.first { $0.tag == primary } ?? english
    }

    /// English where this catalogue has no text.
    subscript(_ phrase: Phrase, _ given: [String: String] = [:]) -> String {
        let text = phrases[phrase] ?? Self.english.phrases[phrase] ?? phrase.rawValue
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open] + isolated(given[String(rest[rest.index(after: open)..<close])] ?? "")
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    /// What is filled in keeps its own direction: neither a name nor a code turns the sentence around.
    func isolated(_ text: String) -> String {
        isRightToLeft && !text.isEmpty ? "\u{2068}\(text)\u{2069}" : text
    }
}

// MARK: - Words of the room

extension Catalogue {
    /// A field's name for people: `whys.2` is "Why 2", `translations.zh.issue` is "Issue (zh)".
    func label(_ field: Field) -> String { label(field.name, english: field.label) }

    func label(_ change: SyncClient.FieldChange) -> String { label(change.field, english: change.label) }

    private func label(_ name: String, english: String) -> String {
        guard tag != "en" else { return english }
        // A draft's text and the words of a reporter have one name and two labels.
        let end = english.firstRange(of: " (")?.lowerBound ?? english.endIndex
        if let own = fields[String(english[..<end])] { return own + english[end...] }
        return label(name) ?? english
    }

    /// The same in a sheet that is signed; of a whole document the row's id stands before it.
    func label(_ line: SigningSheet.Line) -> String {
        guard tag != "en" else { return line.label }
        let (row, field) = SigningSheet.split(line.field)
        return label(field).map { row + $0 } ?? line.label
    }

    /// The name of a field where no row is at hand.
    func name(of field: String) -> String { fields[field] ?? Self.spaced(field) }

    private func label(_ name: String) -> String? {
        let parts = name.split(separator: ".").map(String.init)
        if parts.first == "translations", parts.count > 2 {
            return label(parts.dropFirst(2).joined(separator: ".")).map {
                "\($0) \(isolated("(\(parts[1]))"))"
            }
        }
        guard let first = parts.first, let own = fields[first] else { return nil }
        // Languages differ in whether the part or the whole comes first: a dash says it in all of them.
        return parts.dropFirst().reduce(own) { label, part in
            label + (Int(part) == nil ? " – " : " ") + (fields[part] ?? part)
        }
    }

    /// What stands in a field, as people read it.
    func value(of field: Field) -> String {
        if case .entry(let value?) = field.content, let kind = value["kind"]?.string,
            let ref = value["ref"]?.string
        {
            let label = value["label"]?.string.map { " (\($0))" } ?? ""
            return "\(self.value(kind)): \(isolated(ref))\(label)"
        }
        guard case .event(.object(let facts)) = field.content else {
            return value(field.shown, of: field.name)
        }
        return facts.filter { $0.value != .null }.map { fact in
            let shown = Field(name: fact.key, label: "", content: .event(fact.value)).shown
            return "\(name(of: fact.key)) \(value(shown, of: fact.key))"
        }.joined(separator: "; ")
    }

    /// The same in a sheet that is signed.
    func value(of line: SigningSheet.Line) -> String {
        value(line.original, of: SigningSheet.split(line.field).field)
    }

    /// The same of a value by itself.
    func value(_ shown: String, of field: String) -> String {
        Choices.isWritten(field) ? shown : value(shown)
    }

    /// What names a row in a list: a meeting has its kind and its day for a title.
    func title(of row: Row) -> String {
        guard tag != "en", let kind = row["kind"] else { return row.title }
        return [value(of: kind), row["held"]?.shown ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// What a row may be looked for by: its number, its title as lists show it, and as the document has it.
    func names(of row: Row) -> [String] { [row.ref ?? "", title(of: row), row.title] }

    /// A word of the vocabulary as people read it; any other value as it is.
    func value(_ value: String) -> String {
        if let known = values[value] { return known }
        let isWord = !value.isEmpty && value.utf8.allSatisfy { $0 == 0x5F || (0x61...0x7A).contains($0) }
        return isWord ? Self.spaced(value) : value
    }

    /// A name of the vocabulary as words. Byte by byte: every row on the screen has one, with every key.
    private static func spaced(_ name: String) -> String {
        String(decoding: name.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    func language(_ tag: String) -> String { languages[tag].map { "\($0) (\(tag))" } ?? tag }

    /// A refusal as one notice: sentence, remedy, and the code that never changes.
    func sentence(_ refusal: Refusal) -> String {
        var refusal = refusal
        for key in ["status", "from", "to", "next"] {
            guard let states = refusal.values[key]?.split(separator: ", ") else { continue }
            refusal.values[key] = states.map { value(String($0)) }.joined(separator: ", ")
        }
        if let field = refusal.values["field"] { refusal.values["field"] = fields[field] ?? field }
        let words = refusal.words(in: tag)
        return [words.message, words.remedy, "[\(refusal.code.rawValue)]"].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// Who changed it, where that is known.
    func by(_ sides: Set<Side>) -> String {
        guard !sides.isEmpty else { return "" }
        let names = Side.allCases.filter(sides.contains).map(side)
        return " (" + self[.changedBy, ["sides": names.joined(separator: self[.and])]] + ")"
    }

    func side(_ side: Side) -> String { self[side == .worker ? .workerSide : .managementSide] }

    func title(_ name: DocumentName) -> String {
        switch name {
        case .diagnosis: self[.diagnosis]
        case .plan: self[.plan]
        case .issues: self[.issues]
        case .minutes: self[.minutes]
        case .issuesWorker: self[.issuesWorker]
        case .caucusWorker: self[.caucusWorker]
        case .caucusManagement: self[.caucusManagement]
        case .restrictedCase(let id): self[.restrictedCase, ["id": String(id.prefix(8))]]
        }
    }

    /// Who can see a document, in words.
    func readers(_ name: DocumentName) -> String { readers(name.audience) }

    func readers(_ audience: Audience) -> String {
        switch audience {
        case .committee: self[.seenByAll]
        case .workerSide: self[.seenByWorkers]
        case .managementSide: self[.seenByManagement]
        case .restrictedCase: self[.seenByHandlers]
        }
    }

    // MARK: States

    func agreement(_ point: PointState) -> String {
        switch point.agreement {
        case .agreed: self[.pointAgreed, ["rating": value(point.agreedRating ?? "")]]
        case .disagreed: self[.pointDisagreed]
        case .pending:
            if let (by, rating) = point.proposed {
                self[.pointProposed, ["side": side(by), "rating": value(rating)]]
            } else {
                self[.pointOpen]
            }
        }
    }

    func facts(of item: ItemState) -> [String] {
        var facts = [self[.statusFact, ["status": value(item.status.rawValue)]]]
        if let due = item.dues.last {
            let why = due.reason.map { ": \($0)" } ?? ""
            facts.append(self[.dueFact, ["day": due.due.text]] + why)
        }
        if let proposal = item.completion {
            facts.append(self[.completionFact, ["side": side(proposal.side), "day": proposal.day]])
        }
        if let proposal = item.cancellation {
            facts.append(self[.cancellationFact, ["side": side(proposal.side), "day": proposal.day]])
        }
        return facts
    }

    /// `v1 in force since 2024-10-14; the draft differs in 1 field, changed by management`.
    func standing(_ standing: ItemStanding) -> String {
        var words: [String] = []
        if let version = standing.version {
            let given = [
                "version": String(version), "day": standing.since ?? "",
                "count": String(standing.changes.count),
            ]
            words.append(self[standing.changes.isEmpty ? .inForceSame : .inForceDiffers, given])
            words[0] += by(standing.changedBy)
        } else {
            words.append(self[.notInForce])
        }
        if standing.isOpenToMember, let side = standing.askedBy {
            words.append(self[.asked, ["side": self.side(side)]])
        }
        if standing.isPartial { words.append(self[standing.isSignedByMember ? .partialMine : .partial]) }
        if !standing.fallen.isEmpty {
            words.append(self[.fell, ["fields": standing.fallen.joined(separator: ", ")]])
        }
        if let day = standing.stale { words.append(self[.tooLate, ["day": day]]) }
        return words.joined(separator: " ")
    }
}

/// For help texts.
public enum ScreenLanguages {
    /// The tags of `Catalogue.all`, written out so that naming them builds no catalogue. A test holds it to
    /// them.
    public static let tags = "en, bn, km, vi, ar, zh"
}

// MARK: - Words on paper

extension Catalogue: PageWords {
    var unreviewed: String { self[.unreviewed] }
}

/// What pages to print are worded with.
public enum Paper {
    /// The languages that have headings of their own.
    public static var languages: [String] { Catalogue.all.map(\.tag) }

    /// The names of fields and values in a language such as `zh-CN`; English where there is no catalogue.
    public static func words(in language: String) -> any PageWords { Catalogue.of(language) }
}
