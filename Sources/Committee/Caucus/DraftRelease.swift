import CRDT

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
        let own: Audience = side == .worker ? .workerSide : .managementSide
        guard event.audience == (to == "committee" ? .committee : own) else { return nil }
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

extension CommitteeState {
    /// The copies somebody may be given now: released and not taken back. The only way from one side's
    /// drafts to a reader who is not of that side.
    public func releases(for participant: Participant) -> [DraftRelease] {
        releases.values.filter { release in
            guard !release.isRevoked else { return false }
            let area: Area =
                release.to == "committee"
                ? .releasedDrafts : release.side == .worker ? .workerCaucus : .managementCaucus
            let situation: Situation = release.to == participant.role.rawValue ? .released : []
            return Permissions.extent(of: .read, in: area, for: participant, when: situation) == .all
        }.sorted { ($0.day, $0.id) < ($1.day, $1.id) }
    }
}
