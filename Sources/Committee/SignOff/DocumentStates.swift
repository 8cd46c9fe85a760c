/// Where the self-diagnosis stands as a whole.
public enum DiagnosisState: String, Hashable, Sendable, CaseIterable {
    case empty, drafting
    /// Every point is agreed or disagreed on, or signatures have begun.
    case inReview = "in_review"
    /// In force as it stands.
    case agreed
    /// The same, and somebody signed with a reservation or under protest.
    case agreedWithReservations = "agreed_with_reservations"
    /// A version that was followed by another. What stands in the document never is.
    case superseded
}

/// Where the improvement plan stands as a whole.
public enum PlanState: String, Hashable, Sendable, CaseIterable {
    case draft
    case awaitingSignatures = "awaiting_signatures"
    /// Every item is in force as it stands.
    case signed
    /// Something is in force, and the draft is not that.
    case amended
}

extension Picture {
    /// The state of the self-diagnosis as it stands. A draft that differs from the version in force is being
    /// drafted again; the version keeps its own state (`diagnosisState(ofVersion:)`).
    public var diagnosisState: DiagnosisState {
        let points = rows(of: .diagnosis).filter { !$0.isRemoved }
        guard !points.isEmpty else { return .empty }
        let standing = standing(of: .diagnosis)
        if let version = standing.inForce, standing.draft == .same {
            return diagnosisState(ofVersion: version.number) ?? .agreed
        }
        let isSettled = points.allSatisfy { state.point($0.id).agreement != .pending }
        return isSettled || standing.isPartial ? .inReview : .drafting
    }

    /// The state of one signed version; nil where there is none of that number.
    public func diagnosisState(ofVersion number: Int) -> DiagnosisState? {
        let versions = state.signOff.leaves[.diagnosis]?.versions ?? []
        guard versions.indices.contains(number - 1) else { return nil }
        if number < versions.count { return .superseded }
        let isReserved = versions[number - 1].signatures.contains { record in
            guard let statement = state.signOff.records[record]?.statement else { return false }
            return !statement.reservation.isEmpty || statement.isUnderProtest
        }
        return isReserved ? .agreedWithReservations : .agreed
    }

    /// The state of the plan: what is in force against all its items.
    public var planState: PlanState {
        let inForce = state.signOff.plansInForce
        guard !inForce.isEmpty else {
            return state.signOff.isPartial(in: .plan) ? .awaitingSignatures : .draft
        }
        let live = rows(of: .plan).filter { !$0.isRemoved }.map(\.id)
        let isSame = Set(live).union(inForce.keys).allSatisfy {
            inForce[$0] != nil && standing(of: .planItem($0)).draft == .same
        }
        return isSame ? .signed : .amended
    }
}
