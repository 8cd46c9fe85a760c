import CRDT

extension Decision {
    /// The digest is not current: refused with what changed, or, signed offline, recorded as stale.
    func differs(
        from now: SignOffDisplay, _ statement: SignatureStatement, _ leaves: [String: Digest]?
    ) throws(Refusal) -> [Event] {
        if isSignedOffline { return [stale(statement)] }
        let changes = changes(from: leaves ?? [statement.scope.row: statement.digest], to: now)
        throw Refusal(
            .digestChanged, ["rows": changes.map(\.name).joined(separator: ", ")],
            details: .object([
                "scope": .string(statement.scope.rawValue), "digest": .string(now.digest.hex),
                "rows": .array(changes.map(\.json)),
            ]))
    }

    /// Signed before it could be sent.
    var isSignedOffline: Bool { command.data["offline"]?.bool == true }

    /// The signature came too late to count.
    func stale(_ statement: SignatureStatement) -> Event {
        event(
            0, .signOffStale, subject: statement.scope.row, side: statement.side,
            [
                .init("scope", .string(statement.scope.rawValue)),
                .init("digest", .string(statement.digest.hex)),
                .init("member", .string(statement.member)),
            ])
    }

    /// Whether there is, or was, something to sign under a scope.
    func isThere(_ scope: SignOffScope) -> Bool {
        switch scope {
        case .plan, .diagnosis: true
        case .planItem(let id): picture.row(id, of: .plan) != nil
        case .minutes(let id): picture.row(id, of: .minutes) != nil
        case .progressReport: false
        }
    }

    private func changes(from displayed: [String: Digest], to now: SignOffDisplay) -> [LeafChange] {
        let current = Dictionary(now.contents.map { ($0.scope.row, $0) }) { first, _ in first }
        let ids = Set(displayed.keys).union(current.keys).sorted()
        return ids.compactMap { id in
            guard let digest = displayed[id] else {
                return LeafChange(id: id, name: name(of: id), kind: "added", fields: [])
            }
            guard let content = current[id] else {
                return LeafChange(id: id, name: name(of: id), kind: "removed", fields: [])
            }
            guard digest != content.digest else { return nil }
            guard let old = displayedContent(digest) else {
                return LeafChange(id: id, name: name(of: id), kind: "unknown", fields: [])
            }
            let changedBy = picture.state.signOff.leaves[content.scope]?.changedBy ?? [:]
            return LeafChange(
                id: id, name: name(of: id), kind: "changed",
                fields: FieldChange.between(old, content, changedBy: changedBy))
        }
    }

    /// What was displayed, if the room holds it or the command brought it.
    private func displayedContent(_ digest: Digest) -> SignedContent? {
        if let known = picture.state.signOff.content(digest) { return known }
        let shown = command.data["shown"]?.array?.compactMap(\.string) ?? []
        return shown.first { Digest(of: $0) == digest }.flatMap(SignedContent.init(canonical:))
    }

    private func name(of id: String) -> String {
        id.isEmpty ? "diagnosis" : picture.row(id, of: .plan)?.ref ?? id
    }
}

/// How one leaf differs from what was displayed.
private struct LeafChange {
    var id: String
    /// For people.
    var name: String
    var kind: String
    var fields: [FieldChange]

    var json: AnyValue {
        .object([
            "id": .string(id), "change": .string(kind), "fields": .array(fields.map(\.json)),
        ])
    }
}

extension Refusal {
    init(_ obstacle: SignObstacle) {
        switch obstacle {
        case .missing: self.init(.notFound)
        case .tooLong: self.init(.tooLongToSign)
        case .unreadable(let fields):
            self.init(
                .leafUnreadable, ["fields": fields.joined(separator: ", ")],
                details: .object(["fields": .array(fields.map(AnyValue.string))]))
        case .notYet:
            self.init(.valueInvalid, ["field": "scope", "expected": "plan, plan/<item id> or diagnosis"])
        }
    }
}
