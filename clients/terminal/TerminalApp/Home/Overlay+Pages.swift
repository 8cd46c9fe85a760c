import CRDT
import Committee
import SyncClient
import TerminalKit

/// Pages made from what the rules know.
extension Overlay {
    /// The plan by status, in each status by due date.
    static func board(_ session: ClientSession, byDate: Bool, _ words: Catalogue) -> Overlay {
        let picture = session.picture
        let today = CalendarDay(session.day)
        let rows = picture.rows(of: .plan).filter { !$0.isRemoved }
            .map { ($0, picture.state.item($0.id)) }
            .sorted { ($0.1.due?.text ?? "9") < ($1.1.due?.text ?? "9") }
        var lines: [Line] = []
        func line(_ row: Row, _ item: ItemState, _ after: String) -> Line {
            let isOverdue = today.map { item.isOverdue(on: $0) } ?? false
            let due = item.due?.text ?? words[.noDate]
            let gap = String(repeating: " ", count: max(1, 12 - Width.cells(of: due)))
            let head = "\(isOverdue ? "!" : " ") \(due)\(gap)\(row.ref ?? "")  "
            return Line(
                text: head + row.title + after, style: isOverdue ? .bold : .plain, indent: head.count)
        }
        if byDate {
            lines = rows.map { line($0, $1, " · " + words.value($1.status.rawValue)) }
        } else {
            for status in ItemState.Status.allCases {
                let own = rows.filter { $0.1.status == status }
                guard !own.isEmpty else { continue }
                lines.append(Line(text: "\(words.value(status.rawValue)) (\(own.count))", style: .bold))
                lines += own.map { line($0, $1, "") }
            }
        }
        return Overlay(title: words[byDate ? .boardByDate : .boardTitle], lines: lines)
    }

    /// Who belongs to the committee, side by side, and which rules of composition are broken.
    static func roster(_ session: ClientSession, _ words: Catalogue) -> Overlay {
        let state = session.state
        var lines: [Line] = []
        func add(_ title: String, _ members: [RosterMember]) {
            guard !members.isEmpty else { return }
            lines.append(Line(text: "\(title) (\(members.count))", style: .bold))
            lines += members.map { member in
                let tongues = member.languages.map(words.language).joined(separator: ", ")
                let about = [words.value(member.office), member.section ?? "", tongues]
                    .filter { !$0.isEmpty }.joined(separator: " · ")
                let name = "  \(member.id)  \(member.name)"
                return Line(text: about.isEmpty ? name : "\(name): \(about)", indent: 6)
            }
        }
        for side in Side.allCases { add(words.side(side), state.roster.members(of: side)) }
        add(words[.rosterOthers], state.roster.members.filter { $0.side == nil })
        if let day = CalendarDay(session.day) {
            for finding in RosterHealth(of: state, on: day).findings {
                lines.append(Line(text: "! " + finding.words(in: words.tag), style: .bold, indent: 2))
            }
        }
        return Overlay(title: words[.rosterTitle], lines: lines)
    }

    /// What has not reached the server, what it refused, and what was put aside.
    static func queue(_ session: ClientSession, _ words: Catalogue) -> Overlay {
        var lines: [Line] = []
        let waiting = session.documentNames.map { ($0, session.unsavedCount(in: $0)) }.filter { $0.1 > 0 }
        lines.append(Line(text: words[.queueTitle], style: .bold))
        lines += waiting.map { Line(text: "  \(words.title($0)): \($1)") }
        lines += session.waitingCommands.map { Line(text: "  " + words.name(of: $0, session)) }
        if lines.count == 1 { lines.append(Line(text: "  " + words[.queueNothing])) }
        if !session.refusedCommands.isEmpty {
            lines += [Line(text: ""), Line(text: words[.queueRefused], style: .bold)]
            lines += session.refusedCommands.flatMap { refused in
                [
                    Line(text: "  " + words.name(of: refused.command, session)),
                    Line(text: "    \(refused.message) \(refused.remedy) [\(refused.code)]", indent: 4),
                ]
            }
        }
        lines += [Line(text: ""), Line(text: words[.asideTitle], style: .bold)]
        lines += session.quarantine.flatMap { edit in
            [
                Line(text: "  \(words.title(edit.document)): \(edit.summary)", indent: 2),
                Line(text: "    \(edit.text)", indent: 4),
            ]
        }
        lines.append(
            Line(
                text: "  " + words[session.quarantine.isEmpty ? .asideNothing : .asideCopy],
                style: Palette.hint))
        return Overlay(title: words[.queueTitle], lines: lines)
    }

    /// The service cycle, as far as the room knows it.
    static func cycle(_ session: ClientSession, _ words: Catalogue) -> Overlay {
        let cycle = session.state.cycle
        let day = CalendarDay(session.day).flatMap(cycle.day).map { String($0) } ?? "?"
        var lines = [Line(text: words[.cycleNone])]
        if let number = cycle.number {
            let phase = words.value(cycle.phase.rawValue)
            lines = [
                Line(
                    text: words[.cycleLine, ["number": String(number), "day": day, "phase": phase]],
                    style: .bold)
            ]
        }
        let dates: [(Phrase, CalendarDay?)] = [
            (.cycleStarted, cycle.started), (.cycleFirstVisit, cycle.firstAdvisoryVisit),
            (.cycleInitialEnds, cycle.initialAdvisoryEnds), (.cycleWindow, cycle.assessmentWindowOpens),
            (.cycleCloses, cycle.closes), (.cycleEnds, cycle.ends),
        ]
        lines += dates.map { Line(text: "  \($1?.text ?? "–")   \(words[$0])", indent: 2) }
        let met = session.state.lastMeeting.map { words[.lastMet, ["day": $0.text]] }
        lines.append(Line(text: "  " + (met ?? words[.neverMet])))
        return Overlay(title: words[.cycleTitle], lines: lines)
    }
}

extension Catalogue {
    /// A command by the row it is about and what it asks for; one the screen has no key for by its type.
    fileprivate func name(of command: Command, _ session: ClientSession) -> String {
        let asks: Phrase? =
            switch command.type {
            case .ratePoint: .rate
            case .agreePoint: .proposeAgreement
            case .disagreePoint: .recordDisagreement
            case .setDue: .setDue
            case .setStatus: .startWork
            case .proposeCompletion: .proposeCompletion
            case .confirmCompletion: .confirmCompletion
            case .declineCompletion: .declineCompletion
            case .proposeCancellation: .proposeCancellation
            case .confirmCancellation: .confirmCancellation
            case .declineCancellation: .declineCancellation
            case .reopenItem: .reopen
            case .requestVerification: .requestVerification
            case .sign: .sign
            case .withdrawSignature: .withdraw
            default: nil
            }
        let rating = value(command.data["rating"]?.string ?? "")
        let what = asks.map { self[$0, ["rating": rating]] } ?? command.type.rawValue
        let row = session.name(of: command)
        return row.isEmpty ? what : "\(row): \(what)"
    }
}

extension ClientSession {
    /// The short name of the row a command is about.
    fileprivate func name(of command: Command) -> String {
        for name in [DocumentName.plan, .diagnosis] {
            guard let doc = self[name] else { continue }
            let rows = Projection.rows(of: name, in: doc, events: [])
            if let row = rows.first(where: { $0.id == command.subject }) { return row.ref ?? row.title }
        }
        return command.subject
    }
}
