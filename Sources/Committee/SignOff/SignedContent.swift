import CRDT

/// What is signed under one scope: its canonical form and the digest of that.
public struct SignedContent: Hashable, Sendable {
    public let scope: SignOffScope
    /// To the byte what the digest is over.
    public let canonical: String
    public let digest: Digest
    let value: AnyValue

    static let format = "bipartite-signoff-v1"
    /// Bytes of one leaf's canonical form.
    static let bytesMax = 65_536

    private init?(_ scope: SignOffScope, _ value: AnyValue) {
        guard let value = CanonicalJSON.ordered(value) else { return nil }
        self.scope = scope
        canonical = value.json
        // As it is read back from the canonical form: two spellings of one letter are no change.
        self.value = value
        digest = Digest(of: canonical)
    }

    init?(_ scope: SignOffScope, committee: String, document: DocumentName, _ own: AnyValue.Member) {
        self.init(
            scope,
            .object([
                .init("committee", .string(committee)), .init("document", .string(document.rawValue)),
                .init("format", .string(Self.format)), .init("scope", .string(scope.rawValue)), own,
            ]))
    }

    /// Reads a canonical form that was kept; nil if it is not one, to the byte.
    public init?(canonical: String) {
        guard let value = CanonicalJSON.read(canonical), value["format"]?.string == Self.format,
            let scope = value["scope"]?.string.flatMap(SignOffScope.init), value["committee"]?.string != nil
        else { return nil }
        self.scope = scope
        self.canonical = canonical
        self.value = value
        digest = Digest(of: canonical)
    }

    var committee: String { value["committee"]?.string ?? "" }

    /// Whether it ends an agreement: the row is removed.
    public var isRemoval: Bool { value["removed"]?.bool == true }
}

/// Why something cannot be signed as it stands.
enum SignObstacle: Error, Hashable, Sendable {
    /// There is no such row, or nothing of it is in force.
    case missing
    /// These fields cannot be read, or hold what nobody can see.
    case unreadable([String])
    case tooLong
    /// A scope that is for later.
    case notYet
}

extension SignedContent {
    /// The root over leaves, by item id.
    static func root(committee: String, leaves: [String: Digest]) -> SignedContent? {
        let sorted = leaves.sorted { CanonicalJSON.precedes($0.key, $1.key) }.map { id, digest in
            AnyValue.object(["digest": .string(digest.hex), "id": .string(id)])
        }
        return SignedContent(
            .plan, committee: committee, document: .plan, .init("leaves", .array(sorted)))
    }

    /// One item's commitment.
    static func leaf(_ row: Row, committee: String) throws(SignObstacle) -> SignedContent {
        let fields = try CommitmentReader(row).fields(of: .plan)
        return try checked(.planItem(row.id), committee, .plan, .init("fields", fields))
    }

    /// The end of an agreement about an item whose row was removed.
    static func removal(of item: String, committee: String) throws(SignObstacle) -> SignedContent {
        try checked(.planItem(item), committee, .plan, .init("removed", .bool(true)))
    }

    /// The whole diagnosis, as the two sides see and rate it.
    static func diagnosis(_ rows: [Row], committee: String) throws(SignObstacle) -> SignedContent {
        var points: [AnyValue] = []
        var unreadable: [String] = []
        let live = rows.filter { !$0.isRemoved }.sorted { CanonicalJSON.precedes($0.id, $1.id) }
        for row in live {
            do throws(SignObstacle) {
                let fields = try CommitmentReader(row).fields(of: .diagnosis)
                points.append(.object(["fields": fields, "id": .string(row.id)]))
            } catch {
                guard case .unreadable(let fields) = error else { throw error }
                unreadable += fields.map { "\(row.ref ?? row.id)/\($0)" }
            }
        }
        guard unreadable.isEmpty else { throw .unreadable(unreadable) }
        guard !points.isEmpty else { throw .missing }
        return try checked(.diagnosis, committee, .diagnosis, .init("rows", .array(points)))
    }

    /// The minutes of one meeting.
    static func minutes(_ row: Row, committee: String) throws(SignObstacle) -> SignedContent {
        let fields = try CommitmentReader(row).fields(of: .minutes)
        return try checked(.minutes(row.id), committee, .minutes, .init("fields", fields))
    }

    /// A note that corrects signed minutes, which it names by their digest.
    static func correction(
        of minutes: SignedContent, _ correction: MeetingState.Correction, meeting: String, committee: String
    ) throws(SignObstacle) -> SignedContent {
        let said: AnyValue = .object([
            "number": .number(Double(correction.number)), "of": .string(minutes.digest.hex),
            "note": correction.note,
        ])
        guard unclear(in: correction.note).isEmpty else { throw .unreadable(["note"]) }
        return try checked(.minutes(meeting), committee, .minutes, .init("correction", said))
    }

    /// What of a note not everybody reads alike: `text`, `translations.bn`.
    static func unclear(in note: AnyValue) -> [String] {
        let texts =
            [("text", note["text"] ?? .null)]
            + (note["translations"]?.members ?? []).map { ("translations.\($0.key)", $0.value) }
        return texts.filter { !CommitmentReader.isClear($0.1.string ?? "") }.map(\.0)
    }

    private static func checked(
        _ scope: SignOffScope, _ committee: String, _ document: DocumentName, _ own: AnyValue.Member
    ) throws(SignObstacle) -> SignedContent {
        guard let content = SignedContent(scope, committee: committee, document: document, own) else {
            throw .unreadable([own.key])
        }
        guard content.canonical.utf8.count <= bytesMax else { throw .tooLong }
        return content
    }
}
