import CRDT

extension Decision {
    /// A comment on any row, for the row's readers. It is added, never edited or taken away.
    func addComment() throws(Refusal) -> [Event] {
        let name = command.data["document"]?.string.flatMap(DocumentName.init) ?? .plan
        switch name {
        case .issues, .issuesWorker, .restrictedCase:
            guard try issue().home == name.audience else { throw Refusal(.notFound) }
        default: _ = try picture.liveRow(command.subject, of: name)
        }
        return [
            event(
                0, .commentAdded, to: name.audience, side: participant.role.side,
                given("document", "text") + [
                    .init("by", .string(participant.role.side?.rawValue ?? participant.role.rawValue))
                ])
        ]
    }
}

/// One comment on a row, as its readers see it: by a side or a function, never by a person.
public struct Comment: Hashable, Sendable {
    public var day: String
    /// worker, management, advisor, ...
    public var by: String
    public var text: String
    public var language: String?
}

extension Picture {
    /// The comments on a row, oldest first.
    public func comments(on row: String, of document: DocumentName) -> [Comment] {
        events.compactMap { event in
            guard event.knownType == .commentAdded, event.subject == row,
                event.audience == document.audience, event.data["document"]?.string == document.rawValue,
                let text = event.data["text"]?["text"]?.string
            else { return nil }
            return Comment(
                day: event.day, by: event.data["by"]?.string ?? "", text: text,
                language: event.data["text"]?["lang"]?.string)
        }
    }
}
