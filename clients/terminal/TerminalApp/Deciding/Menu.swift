import CRDT
import Committee
import TerminalKit

/// What can be decided about one row: facts above, choices below, one of them chosen by its key or by Enter.
struct Menu: Hashable, Sendable {
    /// What a choice does.
    enum Action: Hashable, Sendable {
        case ask(Request)
        /// Something has to be typed first.
        case prompt(Prompt)
        /// Writes the translation of a text.
        case translate(field: String, language: String)
        /// Sets the value of the selected field.
        case set(String)
    }

    struct Choice: Hashable, Sendable {
        var key: Character
        var label: String
        var action: Action
        /// As it stands now.
        var isCurrent = false
    }

    var title: String
    var facts: [Overlay.Line]
    var choices: [Choice]
    var selected = 0
    /// Why the last choice was refused.
    var refusal: String?

    /// The keys 1 to 9 and then letters.
    static let keys = Array("123456789abcdefghimorstuvwz")

    mutating func step(_ count: Int) {
        selected = min(max(selected + count, 0), max(0, choices.count - 1))
    }
}

/// A command in the making.
struct Request: Hashable, Sendable {
    var type: CommandType
    var subject: String
    var data: AnyValue = .object([AnyValue.Member]())

    func with(_ name: String, _ value: String) -> Request {
        var request = self
        request.data = .object((data.members ?? []) + [.init(name, .string(value))])
        return request
    }
}

/// Lines that are typed one after another before a command can be asked for.
struct Prompt: Hashable, Sendable {
    struct Question: Hashable, Sendable {
        var name: String
        var label: String
        /// May be left empty.
        var isOptional = false
    }

    var title: String
    var request: Request
    var questions: [Question]
    var answered = 0
    var input = LineInput()
    var refusal: String?

    var question: Question? { questions.indices.contains(answered) ? questions[answered] : nil }
}
