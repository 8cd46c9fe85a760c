public import CRDT

/// What the reporter of a matter hears of it, also of a case they may not read: where it stands, and what was
/// answered.
public struct ReporterAnswer: Hashable, Sendable {
    public var status: IssueStatus
    /// Feedback and the reporter's own additions, oldest first, under whatever label they were said; no other
    /// comment is for the reporter.
    public var texts: [Comment]

    /// nil where there is no such matter.
    public init?(of issue: String, in picture: Picture) {
        guard let state = picture.state.issues[issue], state.home != nil else { return nil }
        status = state.status
        texts = []
        // A row that moves takes copies along: what was said once stands once, on the day it was said.
        var told: [Comment: Int] = [:]
        var toldHere: [Comment: Int] = [:]
        for event in picture.events where event.subject == issue {
            if event.knownType == .issueOpened { toldHere = [:] }
            guard var said = Comment(toReporter: event) else { continue }
            let count = toldHere[said, default: 0] + 1
            toldHere[said] = count
            guard count > told[said, default: 0] else { continue }
            told[said] = count
            said.day = event.day
            texts.append(said)
        }
    }
}

extension Comment {
    /// What an event says to the holder of a case code, its day left out; nil if it is not for them.
    fileprivate init?(toReporter event: Event) {
        let said: AnyValue? =
            switch event.knownType {
            case .issueFeedbackGiven: event.data
            case .commentAdded where event.isByReporter: event.data["text"]
            default: nil
            }
        guard let text = said?["text"]?.string else { return nil }
        self.init(
            day: "", by: event.data["by"]?.string ?? "committee", text: text,
            language: said?["lang"]?.string)
    }
}

extension ReporterAnswer {
    /// `{"status", "texts": [{"day", "by", "text", "lang"?}]}`.
    public var json: AnyValue {
        let texts = texts.map { said in
            AnyValue.object(
                [
                    .init("day", .string(said.day)), .init("by", .string(said.by)),
                    .init("text", .string(said.text)),
                ] + (said.language.map { [.init("lang", .string($0))] } ?? []))
        }
        return .object(["status": .string(status.rawValue), "texts": .array(texts)])
    }
}
