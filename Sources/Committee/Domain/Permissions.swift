/// The one table of who may do what. Default: nothing.
///
/// It is the part of the domain's permission table that this version serves. Programme staff other than the
/// advisors, and integrations, enter no live document: they get what is released to them, by other means.
public enum Permissions {
    /// A line of the table: this function may do this with the documents of this audience.
    struct Grant: Hashable, Sendable {
        var holder: Holder
        var audience: AudienceClass
        var access: Access
    }

    /// The functions the table tells apart. Somebody may hold two.
    enum Holder: Hashable, Sendable {
        case role(Role)
        /// A member of either side who is a named focal person for restricted cases.
        case handler
    }

    /// Audiences without the id of the case.
    enum AudienceClass: Hashable, Sendable, CaseIterable {
        case committee, workerSide, managementSide, restrictedCase
    }

    static let table: [Grant] = [
        Grant(holder: .role(.member(.worker)), audience: .committee, access: .write),
        Grant(holder: .role(.member(.worker)), audience: .workerSide, access: .write),
        Grant(holder: .role(.member(.management)), audience: .committee, access: .write),
        Grant(holder: .role(.member(.management)), audience: .managementSide, access: .write),
        Grant(holder: .role(.advisor), audience: .committee, access: .read),
        Grant(holder: .role(.advisorLead), audience: .committee, access: .read),
        Grant(holder: .handler, audience: .restrictedCase, access: .write),
    ]

    /// What a participant may do with a document; `none` is answered as if there were no such document.
    public static func access(of participant: Participant, to document: DocumentName) -> Access {
        access(of: participant, to: document.audience)
    }

    /// Whether a participant receives the events of an audience.
    public static func reads(_ participant: Participant, _ audience: Audience) -> Bool {
        access(of: participant, to: audience) != .none
    }

    private static func access(of participant: Participant, to audience: Audience) -> Access {
        let holders = holders(participant)
        let granted = table.filter { $0.audience == audience.kind && holders.contains($0.holder) }
        if granted.contains(where: { $0.access == .write }) { return .write }
        return granted.isEmpty ? .none : .read
    }

    /// Only a member of a side can be a handler: the mark on anybody else means nothing.
    private static func holders(_ participant: Participant) -> [Holder] {
        if participant.isHandler, case .member = participant.role {
            return [.role(participant.role), .handler]
        }
        return [.role(participant.role)]
    }
}

extension Audience {
    var kind: Permissions.AudienceClass {
        switch self {
        case .committee: .committee
        case .workerSide: .workerSide
        case .managementSide: .managementSide
        case .restrictedCase: .restrictedCase
        }
    }
}
