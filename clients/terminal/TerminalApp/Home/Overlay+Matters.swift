import Committee
import SyncClient
import TerminalKit

/// Pages about what members raise, say, minute and draft.
extension Overlay {
    /// Every issue this member may read, by who else can, each list by the clock that runs out first.
    static func issues(_ session: ClientSession, _ words: Catalogue) -> Overlay {
        let picture = session.picture
        let today = CalendarDay(session.day)
        var lines: [Line] = []
        for label in IssueLabel.allCases {
            let own = picture.state.issues.filter { $0.value.label == label && !$0.value.isMovedAway }
                .sorted { ($0.value.clock?.text ?? "9", $0.key) < ($1.value.clock?.text ?? "9", $1.key) }
            guard !own.isEmpty else { continue }
            let readers = words.readers(label.document(of: own[0].key))
            lines.append(Line(text: "\(words.value(label.rawValue)) (\(own.count))", style: .bold))
            lines.append(Line(text: "  " + words[.whoSees, ["readers": readers]], style: Palette.hint))
            for (id, issue) in own {
                let row = picture.find(id, in: label.document(of: id))
                let isLate = today.map { now in issue.clock.map { $0 < now } ?? false } ?? false
                let head = "\(isLate ? "!" : " ") \(row?.ref ?? String(id.prefix(6)))  "
                let title = issue.isErased ? words[.erased] : row?.title ?? ""
                let about = [words.value(issue.status.rawValue), words.value(issue.level.rawValue)]
                lines.append(
                    Line(
                        text: head + title + " · " + about.joined(separator: " · "),
                        style: isLate ? .bold : .plain, indent: head.count))
                lines.append(
                    Line(text: "      " + words.clock(issue), style: Palette.hint, indent: 6))
            }
        }
        if lines.isEmpty { lines = [Line(text: words[.noIssues])] }
        return Overlay(title: words[.issuesTitle], lines: lines)
    }

    /// The restricted matters this member handles.
    static func cases(_ session: ClientSession, _ words: Catalogue) -> Overlay {
        let picture = session.picture
        let state = picture.state
        let handled = state.cases.filter { id, _ in
            state.issues[id]?.label == .restricted
                && session.documentNames.contains(.restrictedCase(id))
        }
        let standing = state.roster.members.filter(\.isHandler).map(\.id)
        let lines = handled.sorted { $0.key < $1.key }.flatMap { id, held -> [Line] in
            let document = DocumentName.restrictedCase(id)
            let title = picture.find(id, in: document)?.title ?? ""
            let handlers = (held.handlers?.sorted() ?? standing).joined(separator: ", ")
            var about = [words[.handledBy, ["members": handlers]], words.value(held.level.rawValue)]
            if held.isCandidate { about.append(words[.zeroToleranceCandidate]) }
            if let outcome = held.outcome { about.append(words.value(outcome)) }
            return [
                Line(text: "\(words.title(document))  \(title)", style: .bold, indent: 2),
                Line(text: "  " + about.joined(separator: " · "), indent: 2),
            ]
        }
        let sees = Line(text: words[.whoSees, ["readers": words[.seenByHandlers]]], style: Palette.hint)
        return Overlay(
            title: words[.casesTitle], lines: [sees] + (lines.isEmpty ? [Line(text: words[.noCases])] : lines)
        )
    }

    /// What was said about one row, by sides and functions.
    static func comments(
        on row: Row, of document: DocumentName, _ session: ClientSession, _ words: Catalogue
    ) -> Overlay {
        let comments = session.picture.comments(on: row.id, of: document)
        let sees = Line(
            text: words[.whoSees, ["readers": words.readers(document)]], style: Palette.hint)
        let said = comments.flatMap { comment in
            [
                Line(text: "\(comment.day)  \(words.value(comment.by))", style: .bold),
                Line(text: "  " + comment.text, indent: 2),
            ]
        }
        return Overlay(
            title: words[.commentsTitle, ["row": row.ref ?? row.title]],
            lines: [sees] + (said.isEmpty ? [Line(text: words[.noComments])] : said))
    }

    /// Meetings, newest first, with where their minutes stand.
    static func meetings(_ session: ClientSession, _ words: Catalogue) -> Overlay {
        let picture = session.picture
        let lines = picture.rows(of: .minutes).filter { !$0.isRemoved }.map { row in
            (row, picture.state.meetings[row.id], picture.minutesState(of: row.id))
        }
        .sorted { ($0.1?.held?.text ?? "9") > ($1.1?.held?.text ?? "9") }
        .map { row, meeting, minutes in
            let quorum = meeting?.isQuorate.map { words[$0 ? .quorate : .notQuorate] }
            let about = [words.value(minutes.rawValue), quorum].compactMap(\.self).joined(separator: " · ")
            return Line(text: "\(meeting?.held?.text ?? "–")  \(row.ref ?? "")  \(about)", indent: 12)
        }
        return Overlay(
            title: words[.meetingsTitle], lines: lines.isEmpty ? [Line(text: words[.neverMet])] : lines)
    }

    /// What a side has released from its own room.
    static func drafts(_ session: ClientSession, _ words: Catalogue) -> Overlay {
        let given = session.state.releases.values.filter { $0.isGiven(to: session.participant) }
            .sorted { ($0.day, $0.id) < ($1.day, $1.id) }
        let lines = given.flatMap { draft in
            [
                Line(
                    text: "\(draft.day)  \(words.side(draft.side))  \(draft.title)", style: .bold,
                    indent: 12),
                Line(
                    text: "  " + words[.releasedTo, ["readers": words.value(draft.to)]], style: Palette.hint),
                Line(text: "  " + draft.text, indent: 2),
            ]
        }
        return Overlay(
            title: words[.draftsTitle], lines: lines.isEmpty ? [Line(text: words[.noDrafts])] : lines)
    }
}

extension IssueState {
    /// The day by which somebody must act next; nil once nothing is due.
    fileprivate var clock: CalendarDay? {
        if status.isClosed || resolved != nil { return nil }
        return acknowledged == nil ? acknowledgeDue ?? resolveDue : resolveDue
    }
}

extension Catalogue {
    /// Both clocks of an issue in words.
    fileprivate func clock(_ issue: IssueState) -> String {
        func words(_ done: CalendarDay?, _ due: CalendarDay?, _ past: Phrase, _ future: Phrase) -> String? {
            if let done { return self[past, ["day": done.text]] }
            return due.map { self[future, ["day": $0.text]] }
        }
        return [
            words(issue.acknowledged, issue.acknowledgeDue, .acknowledgedOn, .acknowledgeBy),
            words(issue.resolved, issue.resolveDue, .resolvedOn, .resolveBy),
        ]
        .compactMap(\.self).joined(separator: " · ")
    }
}

extension Picture {
    fileprivate func find(_ id: String, in document: DocumentName) -> Row? {
        rows(of: document).first { $0.id == id }
    }
}
