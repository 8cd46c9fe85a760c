/// How one item stands between the version in force and the draft, as one member may know it.
public struct ItemStanding: Hashable, Sendable {
    public let item: String
    /// What every reader may know.
    public let leaf: SignOffStanding
    /// Whether this member's own signature waits for others.
    public let isSignedByMember: Bool
    /// Why this member's last signature fell, if it did: the fields.
    public let fallen: [String]
    /// The day on which this member's signature came too late to count, if it did.
    public let stale: String?
    /// The side that asks for signatures on the item, or on the whole plan.
    public let askedBy: Side?

    /// The version in force; nil before the first.
    public var version: Int? { leaf.inForce?.number }
    /// The day it came into force.
    public var since: String? { leaf.inForce?.day }
    /// Whether somebody has signed the text as it stands and it is not in force yet. Not who.
    public var isPartial: Bool { leaf.isPartial }

    /// In force against the draft, field by field; empty if nothing is in force.
    public var changes: [FieldChange] {
        guard leaf.inForce != nil, case .differs(let fields) = leaf.draft else { return [] }
        return fields
    }

    /// Who changed what differs, as far as events tell.
    public var changedBy: Set<Side> { changes.reduce(into: []) { $0.formUnion($1.sides) } }

    /// Whether this member's signature would add something: the text is not in force as it stands.
    public var isOpenToMember: Bool { (leaf.inForce == nil || !changes.isEmpty) && !isSignedByMember }

    /// open, partial, in_force.
    public var state: String { isPartial ? "partial" : version == nil ? "open" : "in_force" }
}

extension Picture {
    /// How an item stands, as one member may know it.
    public func standing(of item: String, for member: String) -> ItemStanding {
        let scope = SignOffScope.planItem(item)
        let leaf = state.signOff.leaves[scope]
        let live = state.signOff.liveRecords(scope).map(\.statement.member)
        var fallen: [String] = []
        for (record, fate) in leaf?.fates ?? [:] {
            guard case .void(_, let fields, _) = fate,
                state.signOff.records[record]?.statement.member == member,
                leaf?.lastSigned[member] == state.signOff.records[record]?.digest(of: scope)
            else { continue }
            fallen = fields
        }
        return ItemStanding(
            item: item, leaf: standing(of: scope), isSignedByMember: live.contains(member), fallen: fallen,
            stale: state.signOff.stale[scope]?[member],
            askedBy: state.signOff.asked[scope] ?? state.signOff.asked[.plan])
    }
}
