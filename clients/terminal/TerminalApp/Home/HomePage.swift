import Committee
import SyncClient
import TerminalKit

/// What waits for this member, and what changed since they were here: the only notification there is.
struct HomePage: Hashable, Sendable {
    struct Line: Hashable, Sendable {
        var text: String
        var style = Style.plain
        /// Where Enter goes.
        var target: Target?
    }

    struct Target: Hashable, Sendable {
        var document: DocumentName
        /// nil for the document as a whole.
        var row: String?
    }

    var lines: [Line]
    /// Which of the lines with a target.
    var selected = 0

    var targets: [Target] { lines.compactMap(\.target) }

    mutating func step(_ count: Int) {
        selected = min(max(selected + count, 0), max(0, targets.count - 1))
    }

    func draw(in grid: inout Grid, _ words: Catalogue) {
        let frame = Rect(x: 0..<grid.width, y: 1..<(grid.height - 1))
        grid.fill(x: frame.x, y: frame.y)
        grid.frame(frame, title: words[.homeTitle])
        let inner = Rect(x: 2..<(grid.width - 2), y: 2..<(grid.height - 2))
        var number = -1
        var chosen = 0
        let drawn = lines.enumerated().map { index, line -> (Line, isSelected: Bool) in
            guard line.target != nil else { return (line, false) }
            number += 1
            if number == selected { chosen = index }
            return (line, number == selected)
        }
        let top = max(0, min(chosen - inner.height / 2, drawn.count - inner.height))
        for ((line, isSelected), y) in zip(drawn.dropFirst(top), inner.y) {
            let style = isSelected ? Palette.selected : line.style
            if isSelected { grid.fill(x: inner.x, y: y..<(y + 1), style: style) }
            let mark = isSelected ? "›" : " "
            let text = line.target == nil ? line.text : mark + " " + line.text
            grid.putCut(text, x: inner.x.lowerBound, y: y, style: style, limit: inner.x.upperBound)
        }
    }
}

extension HomePage {
    /// So many rows of a kind are named; the rest is counted.
    private static let rowsNamed = 4

    init(_ session: ClientSession, _ words: Catalogue) {
        let picture = session.picture
        lines = []
        let cycle = picture.state.cycle
        if let number = cycle.number {
            let day = CalendarDay(session.day).flatMap(cycle.day).map { String($0) } ?? "?"
            let phase = words.value(cycle.phase.rawValue)
            add(words[.cycleLine, ["number": String(number), "day": day, "phase": phase]], Palette.hint)
        } else {
            add(words[.cycleNone], Palette.hint)
        }
        let met = picture.state.lastMeeting.map { words[.lastMet, ["day": $0.text]] }
        add(met ?? words[.neverMet], Palette.hint)
        add("")
        add(words[.waitsForYou], .bold)
        let before = lines.count
        addTroubles(session, words)
        if case .member(let side) = session.participant.role {
            addAsked(picture, session.participant.id, words)
            addCases(session, picture, words)
            addPlan(picture, side, session.participant.id, words)
            addDiagnosis(picture, side, words)
        }
        if case .advisor = session.participant.role { addVerifications(picture, words) }
        if lines.count == before { add("  " + words[.waitsNothing]) }
        add("")
        add(words[.changedSince], .bold)
        addChanges(session, words)
        add("")
        add(words[.welcome], Palette.hint)
        if !words.isReviewed { add(words[.unreviewed], Palette.hint) }
    }

    private mutating func add(_ text: String, _ style: Style = .plain, _ target: Target? = nil) {
        lines.append(Line(text: text, style: style, target: target))
    }

    private mutating func addTroubles(_ session: ClientSession, _ words: Catalogue) {
        if !session.alarms.isEmpty { add("  ! " + words[.alarmBar], Palette.alarm) }
        let refused = session.refusedCommands.count
        let aside = session.quarantine.count
        if refused > 0 { add("  " + words[.waitRefused, ["count": String(refused)]], .bold) }
        if aside > 0 { add("  " + words[.waitAside, ["count": String(aside)]], .bold) }
    }

    /// Rows of one kind, the first few by name.
    private mutating func add(_ rows: [(id: String, text: String)], in document: DocumentName) {
        for row in rows.prefix(Self.rowsNamed) {
            add(row.text, .plain, Target(document: document, row: row.id))
        }
        if rows.count > Self.rowsNamed { add("    + \(rows.count - Self.rowsNamed)", Palette.hint) }
    }

    private mutating func addPlan(
        _ picture: Picture, _ side: Side, _ member: String, _ words: Catalogue
    ) {
        let today = CalendarDay(picture.day)
        let rows = picture.headings(of: .plan).filter { !$0.isRemoved }
        func lines(
            _ phrase: Phrase, _ holds: (ItemState) -> Bool
        ) -> [(id: String, text: String)] {
            rows.compactMap { row in
                let item = picture.state.item(row.id)
                guard holds(item) else { return nil }
                let text = words[phrase, ["row": row.named, "day": item.due?.text ?? ""]]
                return (row.id, text)
            }
        }
        add(lines(.waitConfirm) { $0.completion?.side == side.other }, in: .plan)
        add(lines(.waitCancel) { $0.cancellation?.side == side.other }, in: .plan)
        add(lines(.waitOverdue) { item in today.map { item.isOverdue(on: $0) } ?? false }, in: .plan)
        addSignable(rows.filter { picture.state.item($0.id).isOpen }, picture, member, words)
    }

    /// What can be signed, by what speaks for looking at it first.
    private mutating func addSignable(
        _ rows: [Row], _ picture: Picture, _ member: String, _ words: Catalogue
    ) {
        let signOff = picture.state.signOff
        let kinds: [Phrase] = [.waitAsked, .waitFell, .waitSignToo, .waitSign]
        var found: [Phrase: [(id: String, text: String)]] = [:]
        for row in rows {
            let scope = SignOffScope.planItem(row.id)
            var kind = Phrase.waitSign
            // Where nobody has signed anything there is nothing to compare with.
            if signOff.leaves[scope] != nil {
                let standing = picture.standing(of: row.id, for: member)
                guard standing.isOpenToMember else { continue }
                if standing.isPartial { kind = .waitSignToo }
                if !standing.fallen.isEmpty || standing.stale != nil { kind = .waitFell }
            }
            let side = signOff.asked[scope]
            if side != nil { kind = .waitAsked }
            let given = ["row": row.named, "side": side.map(words.side) ?? ""]
            found[kind, default: []].append((row.id, words[kind, given]))
        }
        if let side = signOff.asked[.plan], !found.isEmpty {
            let given = ["row": words.title(.plan), "side": words.side(side)]
            add(words[.waitAsked, given], .plain, Target(document: .plan, row: nil))
        }
        for kind in kinds { add(found[kind] ?? [], in: .plan) }
    }

    /// Signatures a side asks for on the diagnosis and on minutes.
    private mutating func addAsked(_ picture: Picture, _ member: String, _ words: Catalogue) {
        let signOff = picture.state.signOff
        let meetings = picture.headings(of: .minutes)
        for (scope, side) in signOff.asked.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard let document = scope.document, document != .plan, !signOff.isSigned(scope, by: member)
            else { continue }
            let meeting = meetings.first { $0.id == scope.row }
            let given = ["row": meeting?.named ?? words.title(document), "side": words.side(side)]
            add(words[.waitAsked, given], .plain, Target(document: document, row: meeting?.id))
        }
    }

    /// Cases of a handler that nobody has acknowledged.
    private mutating func addCases(_ session: ClientSession, _ picture: Picture, _ words: Catalogue) {
        let cases = picture.state.issues.filter { id, issue in
            issue.label == .restricted && session.documentNames.contains(.restrictedCase(id))
                && issue.acknowledged == nil && !issue.status.isClosed && !issue.isErased
        }
        for (id, issue) in cases.sorted(by: { $0.key < $1.key }).prefix(Self.rowsNamed) {
            let document = DocumentName.restrictedCase(id)
            let given = ["row": words.title(document), "day": issue.acknowledgeDue?.text ?? ""]
            add(words[.waitCase, given], .plain, Target(document: document, row: nil))
        }
    }

    private mutating func addVerifications(_ picture: Picture, _ words: Catalogue) {
        let asked = picture.headings(of: .plan).filter {
            !$0.isRemoved && picture.state.item($0.id).verification == .requested
        }
        add(asked.map { ($0.id, words[.waitVerify, ["row": $0.named]]) }, in: .plan)
    }

    private mutating func addDiagnosis(_ picture: Picture, _ side: Side, _ words: Catalogue) {
        let rows = picture.headings(of: .diagnosis).filter { !$0.isRemoved }
        let points = rows.map { ($0, picture.state.point($0.id)) }
        add(
            points.compactMap { row, point in
                guard let proposed = point.proposed, proposed.side == side.other else { return nil }
                let given = ["row": row.named, "rating": words.value(proposed.rating)]
                return (row.id, words[.waitAgree, given])
            }, in: .diagnosis)
        add(
            points.filter { $0.1.ratings[side] == nil || $0.1.ratings[side] == "not_assessed" }
                .map { ($0.0.id, words[.waitRate, ["row": $0.0.named]]) }, in: .diagnosis)
    }

    private mutating func addChanges(_ session: ClientSession, _ words: Catalogue) {
        let before = lines.count
        for name in session.documentNames {
            let changes = session.changesSinceLastSeen(in: name)
            guard !changes.isEmpty else { continue }
            let given = ["document": words.title(name), "count": String(changes.count)]
            add(
                words[.changedCount, given], .plain,
                Target(document: name, row: changes.first { $0.row != nil }?.row))
        }
        if lines.count == before { add("  " + words[.changedNothing]) }
    }
}

extension Row {
    /// Short name and beginning of the title.
    fileprivate var named: String {
        let beginning = title.count > 40 ? title.prefix(39) + "…" : title[...]
        return [ref ?? "", String(beginning)].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
