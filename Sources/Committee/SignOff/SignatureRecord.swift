import CRDT

/// One signature as the log holds it: all that checking it offline takes.
public struct SignatureRecord: Hashable, Sendable {
    /// The id of its event.
    public let id: String
    /// The factory's day.
    public let day: String
    public let statement: SignatureStatement
    /// For a root: the digest of each leaf it covers, by item id.
    public let leaves: [String: Digest]?
    /// In base64, as the roster had it registered.
    public let key: String
    public let signature: String

    /// The digest a signature gives for one leaf; nil if it says nothing of it.
    func digest(of scope: SignOffScope) -> Digest? {
        if statement.scope == scope { return statement.digest }
        guard statement.scope == .plan, case .planItem(let id) = scope else { return nil }
        return leaves?[id]
    }

    /// The leaves it is about.
    var scopes: [SignOffScope] {
        statement.scope == .plan
            ? (leaves ?? [:]).keys.sorted().map(SignOffScope.planItem) : [statement.scope]
    }

    /// Whether the key signed it, and a root is that of its leaves.
    var isGenuine: Bool {
        if statement.scope == .plan {
            guard let leaves,
                SignedContent.root(committee: statement.committee, leaves: leaves)?.digest == statement.digest
            else { return false }
        }
        return statement.isSigned(by: key, signature)
    }
}

extension SignatureRecord {
    /// Reads `signoff.recorded.v1`; nil where it is not as the page says.
    init?(_ event: Event) {
        guard let side = event.side, let key = event.data["key"]?.string,
            let statement = SignatureStatement(event.data, side: side),
            let signature = event.data["signature"]?.string
        else { return nil }
        var leaves: [String: Digest]?
        if statement.scope == .plan {
            guard let read = Self.leaves(event.data["leaves"]) else { return nil }
            leaves = read
        }
        self.init(
            id: event.id, day: event.day, statement: statement, leaves: leaves, key: key,
            signature: signature)
    }

    /// `[{"id", "digest"}...]`, each id once.
    static func leaves(_ value: AnyValue?) -> [String: Digest]? {
        guard let list = value?.array else { return nil }
        var leaves: [String: Digest] = [:]
        for leaf in list {
            guard let id = leaf["id"]?.string, Vocabulary.isName(id), leaves[id] == nil,
                let digest = leaf["digest"]?.string.flatMap(Digest.init)
            else { return nil }
            leaves[id] = digest
        }
        return leaves
    }

    static func json(_ leaves: [String: Digest]) -> AnyValue {
        .array(
            leaves.sorted { $0.key < $1.key }.map {
                .object(["id": .string($0.key), "digest": .string($0.value.hex)])
            })
    }

    /// The event's data, without the contents.
    var data: [AnyValue.Member] {
        var members = (statement.json.members ?? []).filter { $0.key != "side" }
        if let leaves { members.append(.init("leaves", Self.json(leaves))) }
        members.append(.init("key", .string(key)))
        members.append(.init("signature", .string(signature)))
        return members
    }
}
