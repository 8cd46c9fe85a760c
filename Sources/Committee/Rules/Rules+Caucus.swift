import CRDT

/// What a side keeps to itself, until it says otherwise.
extension Decision {
    /// Releases one draft: the text as it stands is copied into the event, and nothing that is typed later.
    ///
    /// To the other side it goes where the committee reads; to the advisor it stays in the side's own
    /// audience, and the advisor is given the copy.
    func releaseDraft() throws(Refusal) -> [Event] {
        let side = try side()
        let document: DocumentName = side == .worker ? .caucusWorker : .caucusManagement
        let row = try picture.liveRow(command.subject, of: document)
        let audience: Audience = word("to") == "committee" ? .committee : document.audience
        var data = given("to") + [.init("side", .string(side.rawValue))]
        for field in ["title", "text"] {
            let text = row[field]?.shown ?? ""
            if !text.isEmpty { data.append(.init(field, .string(text))) }
            if field == "text", let language = row[field]?.language {
                data.append(.init("lang", .string(language)))
            }
        }
        guard data.contains(where: { $0.key == "text" || $0.key == "title" }) else {
            throw Refusal(.nothingToRelease)
        }
        return [event(0, .draftReleased, to: audience, side: side, data)]
    }

    /// From here on nobody is given it any more. Who has read it has read it.
    func revokeRelease() throws(Refusal) -> [Event] {
        let side = try side()
        guard let release = state.releases[command.subject], release.side == side else {
            throw Refusal(.notFound)
        }
        guard !release.isRevoked else { throw Refusal(.noChange) }
        return [event(0, .draftReleaseRevoked, to: release.audience, side: side)]
    }
}
