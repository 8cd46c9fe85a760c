/// Where one leaf stands: what is in force, how the draft differs, and whether signatures have begun.
public struct SignOffStanding: Hashable, Sendable {
    public enum Draft: Hashable, Sendable {
        /// The draft is the text in force.
        case same
        /// Field by field; all of them while nothing is in force.
        case differs([FieldChange])
        /// The row is removed; the agreement stands until both sides sign its end.
        case removed
        /// These fields cannot be signed as they stand.
        case unsignable([String])
        case missing
    }

    public let scope: SignOffScope
    public let inForce: SignedVersion?
    public let draft: Draft
    /// Whether some, but not all, have signed what stands there now.
    public let isPartial: Bool
}

extension Picture {
    /// How a leaf stands, computed from the documents and the events as they are.
    public func standing(of scope: SignOffScope) -> SignOffStanding {
        let leaf = state.signOff.leaves[scope] ?? .init()
        return SignOffStanding(
            scope: scope, inForce: leaf.inForce,
            draft: draft(of: scope, against: leaf.inForce?.content, leaf),
            isPartial: !leaf.live.isEmpty)
    }

    /// What changed on a leaf since somebody of a side signed it last, whatever became of that signature;
    /// nil if nobody of the side ever did.
    public func changes(of scope: SignOffScope, sinceSignedBy side: Side) -> SignOffStanding.Draft? {
        let leaf = state.signOff.leaves[scope] ?? .init()
        return leaf.lastSignedBySide[side].flatMap(state.signOff.content).map {
            draft(of: scope, against: $0, leaf)
        }
    }

    /// The same for one member.
    public func changes(of scope: SignOffScope, sinceSignedBy member: String) -> SignOffStanding.Draft? {
        let leaf = state.signOff.leaves[scope] ?? .init()
        return leaf.lastSigned[member].flatMap(state.signOff.content).map {
            draft(of: scope, against: $0, leaf)
        }
    }

    private func draft(
        of scope: SignOffScope, against signed: SignedContent?, _ leaf: SignOffState.Leaf
    ) -> SignOffStanding.Draft {
        do throws(SignObstacle) {
            let now = try content(of: scope)
            if now.digest == signed?.digest { return .same }
            if now.isRemoval { return .removed }
            return .differs(FieldChange.between(signed, now, changedBy: leaf.changedBy))
        } catch {
            switch error {
            case .unreadable(let fields): return .unsignable(fields)
            case .missing: return .missing
            case .tooLong, .notYet: return .unsignable([])
            }
        }
    }
}
