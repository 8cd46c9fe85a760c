public import CRDT

/// What the reporter of a matter hears of it, also of a case they may not read: where it stands, and what was
/// answered.
public struct ReporterAnswer: Hashable, Sendable {
    public var status: IssueStatus
    /// Feedback and the reporter's own additions, oldest first; no other comment is for the reporter.
    public var texts: [Comment]

    /// nil where there is no such matter.
    public init?(of issue: String, in picture: Picture) {
        guard let state = picture.state.issues[issue], let home = state.home else { return nil }
        status = state.status
        texts = picture.events.compactMap { event in
            guard event.subject == issue, event.audience == home else { return nil }
            let said: AnyValue? =
                switch event.knownType {
                case .issueFeedbackGiven: event.data
                case .commentAdded where event.data["by"]?.string == "reporter": event.data["text"]
                default: nil
                }
            guard let text = said?["text"]?.string else { return nil }
            return Comment(
                day: event.day, by: event.data["by"]?.string ?? "committee", text: text,
                language: said?["lang"]?.string)
        }
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
