import CRDT
import Committee
import SyncClient
import TerminalKit

/// What changes by command: menus, prompts, and the answer of the rules before anything is sent.
extension TerminalModel {
    /// `r`.
    mutating func beginRating() -> [Effect] {
        guard document == .diagnosis, let row else {
            notice = words[document == .diagnosis ? .chooseRow : .rateWhere]
            return []
        }
        let point = session.picture.state.point(row.id)
        mode = .deciding(.rating(row, point, session.participant, words))
        return []
    }

    /// `t`: on a text its translation, else what is decided about an item.
    mutating func beginDeciding() -> [Effect] {
        guard let row, focus != .documents else {
            notice = words[.chooseRow]
            return []
        }
        if focus == .fields, let field, case .text = field.content, !field.name.hasPrefix("translations.") {
            let menu = Menu.translation(of: field, in: row, session.state.roster.members, words)
            mode = .deciding(menu)
        } else if document == .plan {
            mode = .deciding(.item(row, session.picture.state.item(row.id), words))
        } else if document == .diagnosis {
            return beginRating()
        } else {
            notice = words[.noTranslation, ["field": field.map(words.label) ?? row.ref ?? ""]]
        }
        return []
    }

    mutating func decide(_ key: Key, _ menu: Menu) -> [Effect] {
        var menu = menu
        menu.refusal = nil
        switch key {
        case .escape, .character("q"):
            mode = .browsing
            return []
        case .up, .character("k"): menu.step(-1)
        case .down, .character("j"): menu.step(1)
        case .pageUp: menu.step(-8)
        case .pageDown: menu.step(8)
        case .enter:
            if menu.choices.indices.contains(menu.selected) {
                return choose(menu.choices[menu.selected].action, menu)
            }
        case .character(let letter):
            if let index = menu.choices.firstIndex(where: { $0.key == letter }) {
                menu.selected = index
                return choose(menu.choices[index].action, menu)
            }
        default: break
        }
        mode = .deciding(menu)
        return []
    }

    private mutating func choose(_ action: Menu.Action, _ menu: Menu) -> [Effect] {
        switch action {
        case .ask(let request):
            let (refusal, effects) = ask(request)
            guard let refusal else { return effects }
            var menu = menu
            menu.refusal = words.sentence(refusal)
            mode = .deciding(menu)
            return effects
        case .prompt(let prompt):
            mode = .prompting(prompt)
            return []
        case .translate(let field, let language):
            mode = .browsing
            return beginTranslating(field, into: language)
        case .set(let value):
            mode = .browsing
            return commit(value)
        }
    }

    mutating func answer(_ key: Key, _ prompt: Prompt) -> [Effect] {
        var prompt = prompt
        switch key {
        case .escape:
            mode = .browsing
            return []
        case .enter:
            guard let question = prompt.question else { break }
            let text = prompt.input.text.trimmed
            if text.isEmpty, !question.isOptional { break }
            var next = prompt
            if !text.isEmpty { next.request = next.request.with(question.name, text) }
            next.answered += 1
            next.input = LineInput()
            guard next.question == nil else {
                prompt = next
                break
            }
            let (refusal, effects) = ask(next.request)
            guard let refusal else { return effects }
            // From the first question on, with what the rules said.
            prompt.request.data = .object([AnyValue.Member]())
            prompt.answered = 0
            prompt.input = LineInput()
            prompt.refusal = words.sentence(refusal)
            mode = .prompting(prompt)
            return effects
        default: if !prompt.input.take(key) { return [] }
        }
        mode = .prompting(prompt)
        return []
    }

    /// Asks for what the rules allow; else nothing is kept and nothing sent.
    private mutating func ask(_ request: Request) -> (refusal: Refusal?, effects: [Effect]) {
        let command = Command(
            id: freshID(), type: request.type, subject: request.subject, data: request.data)
        do throws(Refusal) {
            let effects = try session.command(command)
            mode = .browsing
            notice = words[session.link == .online ? .recordedSent : .recordedWaits]
            let taken = take(effects)
            refresh(isReplaced: false)
            return (nil, taken)
        } catch {
            return (error, [])
        }
    }

    /// The translation of a text, made if it is missing, is written like any text.
    private mutating func beginTranslating(_ field: String, into language: String) -> [Effect] {
        guard !session.isReadOnly(document) else {
            notice = words[.mayRead, ["document": words.title(document)]]
            return []
        }
        guard let row else { return [] }
        let name = "translations.\(language).\(field)"
        let effects = session.edit(document) {
            _ = Projection.text(field: name, row: row.id, of: document, in: &$0)
        }
        let taken = take(effects)
        refresh(isReplaced: false)
        guard fields.contains(where: { $0.name == name }) else { return taken }
        selectedField = name
        focus = .fields
        return taken + beginWriting(name)
    }
}
