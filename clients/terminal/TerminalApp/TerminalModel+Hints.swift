import Committee
import SyncClient

/// The keys that do something here, the most needed first; `?` lists them all.
extension TerminalModel {
    var hints: [StatusLine.Hint] {
        func hint(_ key: String, _ does: Phrase) -> StatusLine.Hint { .init(key, words[does]) }
        // A page that is opened from home is asked for there.
        let place = mode == .browsing ? homeBehind.map(Mode.home) ?? mode : mode
        switch place {
        case .writing:
            return [
                hint("Esc", .leave), hint("← ↑ ↓ →", .move), hint("^Z", .undo), hint("^O", .editor),
            ]
        case .setting: return [hint("Enter", .set), hint("Esc", .leaveAsItWas)]
        case .jumping: return []
        case .filtering: return [hint("Enter", .proceed), hint("Esc", .back)]
        case .commanding: return [hint("Tab", .command), hint("Enter", .proceed), hint("Esc", .back)]
        case .home:
            return [
                hint("j k", .choose), hint("Enter", .opens), hint("Esc", .rows), hint(":", .command),
                hint("q", .quit), hint("?", .help),
            ]
        case .asking: return [hint("y", .yes), hint("n", .no)]
        case .reading: return [hint("j k", .scroll), hint("Esc", .close)]
        case .deciding: return [hint("j k", .choose), hint("Enter", .set), hint("Esc", .back)]
        case .prompting: return [hint("Enter", .proceed), hint("Esc", .back)]
        case .signing(let view): return signingHints(view)
        case .touring: return [hint("Enter", .tourNext), hint("Esc", .tourSkip)]
        case .browsing: return browsingHints(hint)
        }
    }

    private func signingHints(_ view: SigningView) -> [StatusLine.Hint] {
        func hint(_ key: String, _ does: Phrase) -> StatusLine.Hint { .init(key, words[does]) }
        switch view.step {
        case .reading:
            // That there is more to read, and by which key, stands in the border too.
            return [
                hint("Enter", .goOn), hint("r", .reservation), hint("p", .protest), hint("j k", .scroll),
                hint("l", .language), hint("e", .edit), hint("Esc", .doNotSign),
            ]
        case .reserving, .unlocking: return [hint("Enter", .set), hint("Esc", .back)]
        case .confirming: return [hint("y", .sign), hint("n", .doNotSign), hint("e", .edit)]
        case .signing: return []
        }
    }

    private func browsingHints(_ hint: (String, Phrase) -> StatusLine.Hint) -> [StatusLine.Hint] {
        let isReadOnly = session.isReadOnly(document)
        let isSide = if case .member = session.participant.role { true } else { false }
        var hints: [StatusLine.Hint] = []
        switch focus {
        case .documents:
            let hasRows = !(rows.isEmpty && session.isJoined(document))
            hints = [hint("j k", .choose), hint("Enter", hasRows ? .rows : .notesHint)]
            if hasRows { hints.append(hint("n", .notesHint)) }
            if isSide, document == .plan { hints.append(hint("s", .sign)) }
            if document == .plan { hints.append(hint("b", .board)) }
            return hints + [
                hint("H", .home), hint("c", .changes), hint(":", .command), hint("q", .quit),
                hint("?", .help),
            ]
        case .rows:
            hints = [hint("Enter", .opens)] + decisions(isSide, hint) + [hint("/", .find)]
            if !isReadOnly, Projection.canAddRow(to: document) {
                hints += [hint("a", .add), hint("x", .remove)]
            }
            return hints + [
                hint("Esc", .back), hint("n", .notesHint), hint("f", .filterRows), hint("o", .order),
                hint("?", .help),
            ]
        case .fields:
            if !isReadOnly { hints.append(hint("e", .edit)) }
            hints += decisions(isSide, hint)
            return hints + [
                hint("Esc", .back), hint("j k", .choose), hint("/", .find), hint("n", .notesHint),
                hint("?", .help),
            ]
        }
    }

    private func decisions(
        _ isSide: Bool, _ hint: (String, Phrase) -> StatusLine.Hint
    ) -> [StatusLine.Hint] {
        guard isSide else { return [] }
        var isText = false
        if focus == .fields, case .text? = field?.content { isText = true }
        switch document {
        case .diagnosis:
            return [hint("r", .rate), hint("s", .sign)] + (isText ? [hint("t", .translate)] : [])
        case .plan: return [hint("t", isText ? .translate : .decide), hint("s", .sign)]
        default: return isText ? [hint("t", .translate)] : []
        }
    }
}
