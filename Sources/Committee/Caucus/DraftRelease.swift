public import CRDT

/// A draft one side released: its text as it stood then.
public struct DraftRelease: Hashable, Sendable {
    /// The id of the release.
    public var id: String
    public var draft: String
    public var side: Side
    /// advisor, advisor_lead or committee.
    public var to: String
    public var day: String
    public var title: String
    public var text: String
    public var language: String?
    /// Taken back for what comes.
    public internal(set) var isRevoked = false
    public internal(set) var audience: Audience

    init?(_ event: Event) {
        guard let side = event.side, let to = event.data["to"]?.string else { return nil }
        guard event.audience == (to == "committee" ? .committee : side.audience) else { return nil }
        id = event.id
        draft = event.subject
        self.side = side
        self.to = to
        day = event.day
        title = event.data["title"]?.string ?? ""
        text = event.data["text"]?.string ?? ""
        language = event.data["lang"]?.string
        audience = event.audience
    }
}

extension DraftRelease {
    /// Whether somebody is among those it was released to, or is of the side that released it.
    public func isGiven(to participant: Participant) -> Bool {
        let area: Area =
            to == "committee" ? .releasedDrafts : side == .worker ? .workerCaucus : .managementCaucus
        let situation: Situation = to == participant.role.rawValue ? .released : []
        return Permissions.extent(of: .read, in: area, for: participant, when: situation) == .all
    }

    /// As the room channel carries the copy: `Protocol/sync.md`.
    public var json: AnyValue {
        var members: [AnyValue.Member] = [
            .init("id", .string(id)), .init("draft", .string(draft)), .init("side", .string(side.rawValue)),
            .init("to", .string(to)), .init("day", .string(day)), .init("title", .string(title)),
            .init("text", .string(text)),
        ]
        if let language { members.append(.init("lang", .string(language))) }
        return .object(members)
    }

    /// Reads the JSON form; nil where a member is missing.
    public init?(json: AnyValue) {
        guard let id = json["id"]?.string, let draft = json["draft"]?.string, let day = json["day"]?.string,
            let side = json["side"]?.string.flatMap(Side.init), let to = json["to"]?.string
        else { return nil }
        (self.id, self.draft, self.day, self.side, self.to) = (id, draft, day, side, to)
        title = json["title"]?.string ?? ""
        text = json["text"]?.string ?? ""
        language = json["lang"]?.string
        audience = to == "committee" ? .committee : side.audience
    }
}

extension CommitteeState {
    /// The copies somebody may be given now: released and not taken back. The only way from one side's
    /// drafts to a reader who is not of that side.
    public func releases(for participant: Participant) -> [DraftRelease] {
        releases.values.filter { !$0.isRevoked && $0.isGiven(to: participant) }
            .sorted { ($0.day, $0.id) < ($1.day, $1.id) }
    }
}
