import CRDT

/// What the events say about signatures: who signed which digest, what is in force, what has fallen.
/// Total, as `CommitteeState` is; it checks no signature, for the room did before it recorded one.
public struct SignOffState: Sendable {
    /// What became of one signature on one leaf.
    public enum Fate: Hashable, Sendable {
        /// Live: waits for the others.
        case recorded
        case inVersion(Int)
        /// The leaf changed before it was complete.
        case void(cause: String, fields: [String], by: Side?)
        case withdrawn
    }

    /// One leaf, or a document that is signed whole.
    public struct Leaf: Sendable {
        /// Oldest first.
        public internal(set) var versions: [SignedVersion] = []
        /// By the id of the record.
        public internal(set) var fates: [String: Fate] = [:]
        /// Records in no version yet, in the order they came.
        public internal(set) var live: [String] = []
        /// Who changed a field since the newest version, as far as events tell.
        public internal(set) var changedBy: [String: Set<Side>] = [:]
        /// What each member, and each side, signed last.
        var lastSigned: [String: Digest] = [:]
        var lastSignedBySide: [Side: Digest] = [:]

        /// The version in force; nil before the first and after the end of an item.
        public var inForce: SignedVersion? { versions.last.flatMap { $0.content.isRemoval ? nil : $0 } }
    }

    public private(set) var records: [String: SignatureRecord] = [:]
    public private(set) var leaves: [SignOffScope: Leaf] = [:]
    /// How often the plan in force changed.
    public private(set) var planVersion = 0
    /// Whose signature on a scope came too late to count, because the text had changed, and on which day; by
    /// member, until they sign there again.
    public private(set) var stale: [SignOffScope: [String: String]] = [:]
    /// Which side asked last for signatures on a scope, until something of it came into force.
    public private(set) var asked: [SignOffScope: Side] = [:]
    /// Canonical forms that were signed, by digest.
    private(set) var contents: [Digest: String] = [:]
    private var partial: [DocumentName: Set<SignOffScope>] = [:]

    /// Whether a change of the document could make signatures fall. Ask it before anything else: it is one
    /// look-up.
    public func isPartial(in document: DocumentName) -> Bool { partial[document] != nil }

    /// The leaves of a document that hold live signatures.
    func partialScopes(in document: DocumentName) -> Set<SignOffScope> { partial[document] ?? [] }

    /// What was signed under a digest, if some record holds it.
    public func content(_ digest: Digest) -> SignedContent? {
        contents[digest].flatMap(SignedContent.init(canonical:))
    }

    /// Live signatures on a leaf.
    func liveRecords(_ scope: SignOffScope) -> [SignatureRecord] {
        leaves[scope]?.live.compactMap { records[$0] } ?? []
    }

    /// Whether a member's own signature on a leaf waits for others.
    public func isSigned(_ scope: SignOffScope, by member: String) -> Bool {
        liveRecords(scope).contains { $0.statement.member == member }
    }

    mutating func take(_ event: Event) {
        guard event.audience == .committee else { return }
        switch event.knownType {
        case .signOffRecorded: record(event)
        case .signOffWithdrawn, .signOffVoided: release(event)
        case .signOffCompleted: complete(event)
        case .signOffStale:
            guard let scope = event.data["scope"]?.string.flatMap(SignOffScope.init),
                let member = event.data["member"]?.string
            else { return }
            stale[scope, default: [:]][member] = event.day
        case .signOffRequested:
            guard let scope = event.data["scope"]?.string.flatMap(SignOffScope.init) else { return }
            asked[scope] = event.side
        case .planVersionSigned:
            planVersion = event.data["version"]?.int ?? planVersion
            asked[.plan] = nil
        default: noteChange(event)
        }
    }

    private mutating func record(_ event: Event) {
        guard let record = SignatureRecord(event), records[record.id] == nil else { return }
        records[record.id] = record
        for scope in record.scopes + [record.statement.scope] {
            stale[scope]?[record.statement.member] = nil
        }
        for text in event.data["contents"]?.array?.compactMap(\.string) ?? [] {
            contents[Digest(of: text)] = text
        }
        for scope in record.scopes {
            guard let digest = record.digest(of: scope), let document = scope.document else { continue }
            var leaf = leaves[scope] ?? Leaf()
            let isSigned = leaf.live.contains {
                records[$0]?.statement.member == record.statement.member
            }
            guard leaf.inForce?.digest != digest, !isSigned else { continue }
            leaf.live.append(record.id)
            leaf.fates[record.id] = .recorded
            leaf.lastSigned[record.statement.member] = digest
            leaf.lastSignedBySide[record.statement.side] = digest
            leaves[scope] = leaf
            partial[document, default: []].insert(scope)
        }
    }

    /// Signatures that are taken back by their member, or fall.
    private mutating func release(_ event: Event) {
        guard let scope = event.data["scope"]?.string.flatMap(SignOffScope.init) else { return }
        let named = event.data["signatures"]?.array?.compactMap(\.string) ?? []
        let fields = event.data["fields"]?.array?.compactMap(\.string) ?? []
        let isWithdrawal = event.knownType == .signOffWithdrawn
        let reached = scope == .plan ? Array(leaves.keys) : [scope]
        for leafScope in reached where leafScope.document == scope.document {
            for id in named where leaves[leafScope]?.live.contains(id) == true {
                if isWithdrawal, records[id]?.statement.member != event.data["member"]?.string { continue }
                leaves[leafScope]?.live.removeAll { $0 == id }
                leaves[leafScope]?.fates[id] =
                    isWithdrawal
                    ? .withdrawn
                    : .void(cause: event.data["cause"]?.string ?? "", fields: fields, by: event.side)
            }
            settle(leafScope)
            guard !isWithdrawal, let side = event.side else { continue }
            for field in fields { leaves[leafScope]?.changedBy[field, default: []].insert(side) }
        }
    }

    private mutating func complete(_ event: Event) {
        guard let version = SignedVersion(event) else { return }
        var leaf = leaves[version.scope] ?? Leaf()
        guard version.number == leaf.versions.count + 1 else { return }
        leaf.versions.append(version)
        contents[version.digest] = version.content.canonical
        for id in version.signatures { leaf.fates[id] = .inVersion(version.number) }
        leaf.live = []
        leaf.changedBy = [:]
        asked[version.scope] = nil
        leaves[version.scope] = leaf
        settle(version.scope)
    }

    /// A field that was changed since, by typing or by a command, and by which sides.
    private mutating func noteChange(_ event: Event) {
        let (scope, fields) = event.signedFields
        guard !fields.isEmpty else { return }
        let told = event.data["sides"]?.array?.compactMap { $0.string.flatMap(Side.init) } ?? []
        let sides = Set(told).union(event.side.map { [$0] } ?? [])
        guard !sides.isEmpty else { return }
        for field in fields { leaves[scope, default: Leaf()].changedBy[field, default: []].formUnion(sides) }
    }

    /// Keeps the list of leaves that wait.
    private mutating func settle(_ scope: SignOffScope) {
        guard let document = scope.document, leaves[scope]?.live.isEmpty ?? true else { return }
        partial[document]?.remove(scope)
        if partial[document]?.isEmpty == true { partial[document] = nil }
    }
}

extension Event {
    /// What it changes of a content that both sides sign, by the names of `FieldChange`.
    fileprivate var signedFields: (scope: SignOffScope, fields: [String]) {
        let field = data["field"]?.string
        switch knownType {
        case .itemCommitmentChanged: return (.planItem(subject), field.map { [$0] } ?? [])
        case .itemDueSet: return (.planItem(subject), ["due", "original_due"])
        case .pointChanged:
            let fields = field.map { [$0] } ?? data["fields"]?.members?.map(\.key) ?? []
            return (.diagnosis, fields.map { "\(subject)/\($0)" })
        case .pointRated:
            let rated = side.map { ["\($0.rawValue)_rating"] } ?? []
            return (.diagnosis, (rated + ["agreed_rating", "agreement"]).map { "\(subject)/\($0)" })
        case .pointAgreed, .disagreementRecorded:
            return (.diagnosis, ["agreed_rating", "agreement"].map { "\(subject)/\($0)" })
        default: return (.plan, [])
        }
    }
}
