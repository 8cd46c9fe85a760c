import CRDT

/// What there is to sign, read from the documents as they stand.
extension Picture {
    /// Who may sign today: the seats of both sides. Alternates hold none.
    var seats: [SignedVersion.Seat] {
        Side.allCases.flatMap { side in
            state.roster.seats(of: side).map { .init(id: $0.id, side: side, office: $0.office) }
        }
    }

    /// The content of a scope now.
    ///
    /// - Throws: why it cannot be signed.
    func content(of scope: SignOffScope) throws(SignObstacle) -> SignedContent {
        switch scope {
        case .plan:
            guard
                let root = SignedContent.root(committee: committee, leaves: try leaves().mapValues(\.digest))
            else { throw .missing }
            return root
        case .planItem(let id): return try leaf(of: id)
        case .diagnosis: return try .diagnosis(rows(of: .diagnosis), committee: committee)
        case .minutes(let id): return try minutes(of: id)
        case .progressReport: throw .notYet
        }
    }

    /// The leaves of the plan by item id. Removed items are not in it.
    func leaves() throws(SignObstacle) -> [String: SignedContent] {
        var leaves: [String: SignedContent] = [:]
        var unreadable: [String] = []
        for row in rows(of: .plan) where !row.isRemoved {
            do throws(SignObstacle) {
                leaves[row.id] = try .leaf(row, committee: committee)
            } catch {
                guard case .unreadable(let fields) = error else { throw error }
                unreadable += fields.map { "\(row.ref ?? row.id)/\($0)" }
            }
        }
        guard unreadable.isEmpty else { throw .unreadable(unreadable) }
        guard !leaves.isEmpty else { throw .missing }
        return leaves
    }

    /// One item's leaf; the end of its agreement where the row is gone and a version is in force.
    private func leaf(of id: String) throws(SignObstacle) -> SignedContent {
        if let row = row(id, of: .plan), !row.isRemoved { return try .leaf(row, committee: committee) }
        guard state.signOff.leaves[.planItem(id)]?.inForce != nil else { throw .missing }
        return try .removal(of: id, committee: committee)
    }

    /// The minutes of a meeting that was held; when they are in force the newest correction, and without one
    /// what is in force: signed minutes are never edited.
    private func minutes(of id: String) throws(SignObstacle) -> SignedContent {
        let versions = state.signOff.leaves[.minutes(id)]?.versions ?? []
        guard let first = versions.first, let last = versions.last else {
            guard state.meetings[id]?.held != nil, let row = row(id, of: .minutes), !row.isRemoved else {
                throw .missing
            }
            return try .minutes(row, committee: committee)
        }
        guard let note = state.meetings[id]?.corrections.last else { return last.content }
        return try .correction(of: first.content, note, meeting: id, committee: committee)
    }

    /// One row, without reading the others.
    func row(_ id: String, of document: DocumentName) -> Row? {
        guard let doc = documents[document] else { return nil }
        return Projection.row(id, of: document, in: doc, events: events)
    }
}
