import CRDT
import Committee
import SyncClient
import TerminalKit

/// The menus there are.
extension Menu {
    /// `r`: both sides' ratings side by side, and what the own side may say.
    static func rating(_ row: Row, _ point: PointState, _ participant: Participant, _ words: Catalogue)
        -> Menu
    {
        let own: Side? = if case .member(let side) = participant.role { side } else { nil }
        func rating(_ side: Side) -> String {
            point.ratings[side].map(words.value) ?? words[.notRatedYet]
        }
        let column = 34
        func pair(_ left: String, _ right: String) -> String {
            let gap = max(2, column - Overlay.Line.cells(of: left))
            return left + String(repeating: " ", count: gap) + right
        }
        var facts = [
            Overlay.Line(text: row.title),
            Overlay.Line(text: ""),
            Overlay.Line(text: pair(words[.workerSide], words[.managementSide]), style: .bold),
            Overlay.Line(text: pair(rating(.worker), rating(.management))),
            Overlay.Line(text: ""),
        ]
        facts.append(Overlay.Line(text: words.agreement(point)))
        guard let own else {
            facts.append(Overlay.Line(text: words[.onlySidesRate]))
            return Menu(title: words[.ratingTitle, ["row": row.ref ?? ""]], facts: facts, choices: [])
        }
        facts += [Overlay.Line(text: ""), Overlay.Line(text: words[.yourSideSays], style: .bold)]
        var choices = Choices.ratings.enumerated().map { index, rating in
            Choice(
                key: keys[index], label: words.value(rating),
                action: .ask(Request(type: .ratePoint, subject: row.id).with("rating", rating)),
                isCurrent: point.ratings[own] == rating)
        }
        if point.ratings.count == Side.allCases.count, point.agreement != .agreed {
            choices += agreements(row, point, own, words)
        }
        let current = choices.firstIndex(where: \.isCurrent) ?? 0
        return Menu(
            title: words[.ratingTitle, ["row": row.ref ?? ""]], facts: facts, choices: choices,
            selected: current)
    }

    private static func agreements(
        _ row: Row, _ point: PointState, _ own: Side, _ words: Catalogue
    ) -> [Choice] {
        var choices: [Choice] = []
        let wanted = point.proposed?.side == own.other ? point.proposed?.rating : nil
        for rating in Set(point.ratings.values).union(wanted.map { [$0] } ?? []).sorted() {
            let label = words[
                rating == wanted ? .agreeTo : .proposeAgreement, ["rating": words.value(rating)]]
            choices.append(
                Choice(
                    key: choices.isEmpty ? "a" : "b", label: label,
                    action: .ask(Request(type: .agreePoint, subject: row.id).with("rating", rating))))
        }
        if point.agreement == .pending {
            choices.append(
                Choice(
                    key: "d", label: words[.recordDisagreement],
                    action: .ask(Request(type: .disagreePoint, subject: row.id))))
        }
        return Array(choices.suffix(4))
    }

    /// `t` on a plan item: what is decided about it, and by whom.
    static func item(_ row: Row, _ state: ItemState, _ words: Catalogue) -> Menu {
        func request(_ type: CommandType) -> Request { Request(type: type, subject: row.id) }
        func prompt(_ type: CommandType, _ title: Phrase, _ questions: [Prompt.Question]) -> Action {
            .prompt(Prompt(title: words[title], request: request(type), questions: questions))
        }
        let reason = Prompt.Question(name: "reason", label: words[.reason])
        let note = Prompt.Question(name: "note", label: words[.note], isOptional: true)
        var actions: [(Phrase, Action)] = []
        if state.isOpen {
            actions += [
                (
                    .setDue,
                    prompt(
                        .setDue, .setDue,
                        [
                            .init(name: "due", label: words[.dueDay]),
                            .init(name: "reason", label: words[.reason], isOptional: state.due == nil),
                        ])
                ),
                (.startWork, .ask(request(.setStatus).with("status", "in_progress"))),
                (.proposeCompletion, prompt(.proposeCompletion, .proposeCompletion, [note])),
            ]
            if state.completion != nil {
                actions += [
                    (.confirmCompletion, .ask(request(.confirmCompletion))),
                    (.declineCompletion, prompt(.declineCompletion, .declineCompletion, [reason])),
                ]
            }
            if state.cancellation == nil {
                actions.append(
                    (.proposeCancellation, prompt(.proposeCancellation, .proposeCancellation, [reason])))
            } else {
                actions += [
                    (.confirmCancellation, .ask(request(.confirmCancellation))),
                    (.declineCancellation, .ask(request(.declineCancellation))),
                ]
            }
        } else {
            actions.append((.reopen, prompt(.reopenItem, .reopen, [reason])))
            actions.append((.requestVerification, .ask(request(.requestVerification))))
        }
        let choices = zip(keys, actions).map { key, action in
            Choice(key: key, label: words[action.0], action: action.1)
        }
        return Menu(
            title: words[.decideTitle, ["row": row.ref ?? ""]],
            facts: [Overlay.Line(text: row.title)] + words.facts(of: state).map { Overlay.Line(text: $0) },
            choices: Array(choices))
    }

    /// An own signature that waits for others can be taken back.
    static func withdrawal(_ scope: SignOffScope, title: String, _ words: Catalogue) -> Menu {
        Menu(
            title: words[.withdrawTitle],
            facts: [Overlay.Line(text: title), Overlay.Line(text: words[.youSignedThis])],
            choices: [
                Choice(
                    key: "w", label: words[.withdraw],
                    action: .ask(
                        Request(type: .withdrawSignature, subject: scope.row).with("scope", scope.rawValue)))
            ])
    }

    /// `t` on a text: into which language.
    static func translation(of field: Field, in row: Row, _ roster: [RosterMember], _ words: Catalogue)
        -> Menu
    {
        let spoken = roster.reduce(into: [String: Int]()) { counts, member in
            for language in member.languages { counts[language, default: 0] += 1 }
        }
        let languages = spoken.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
            .filter { $0 != field.language }
        let choices = zip(keys, languages).map { key, language in
            let there = row["translations.\(language).\(field.name)"]?.shown ?? ""
            return Choice(
                key: key, label: words.language(language) + (there.isEmpty ? "" : ": \(there.prefix(40))"),
                action: .translate(field: field.name, language: language), isCurrent: false)
        }
        return Menu(
            title: words[.translateTitle, ["field": words.label(field)]],
            facts: [Overlay.Line(text: field.shown)], choices: Array(choices))
    }

    /// Values that are picked, not typed.
    static func values(of field: Field, _ allowed: [String], _ words: Catalogue) -> Menu {
        let choices = allowed.enumerated().map { index, value in
            let name = CompliancePoint.named(value).map { "\(value)  \($0.name)" } ?? words.value(value)
            return Choice(
                key: index < keys.count ? keys[index] : " ", label: name, action: .set(value),
                isCurrent: field.shown == value)
        }
        return Menu(
            title: words.label(field), facts: [], choices: choices,
            selected: choices.firstIndex(where: \.isCurrent) ?? 0)
    }
}
