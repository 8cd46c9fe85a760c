import CRDT

/// What stands under a scope: what a client displays for signing, and what the room compares with.
public struct SignOffDisplay: Sendable {
    public let scope: SignOffScope
    public let digest: Digest
    /// The leaves: all items of the plan, or the one content.
    public let contents: [SignedContent]

    /// - Throws: `not_found`, `leaf_unreadable`, `too_long_to_sign`.
    public init(of scope: SignOffScope, in picture: Picture) throws(Refusal) {
        self.scope = scope
        do throws(SignObstacle) {
            guard scope == .plan else {
                let content = try picture.content(of: scope)
                (digest, contents) = (content.digest, [content])
                return
            }
            let leaves = try picture.leaves()
            guard
                let root = SignedContent.root(
                    committee: picture.committee, leaves: leaves.mapValues(\.digest))
            else { throw SignObstacle.missing }
            digest = root.digest
            contents = leaves.sorted { CanonicalJSON.precedes($0.key, $1.key) }.map(\.value)
        } catch {
            throw Refusal(error)
        }
    }

    /// What the member's key is to sign.
    ///
    /// - Throws: `not_permitted` for who holds no seat.
    public func statement(
        by member: String, in picture: Picture, reservation: String = "", isUnderProtest: Bool = false,
        language: String, head: SignatureStatement.Head
    ) throws(Refusal) -> SignatureStatement {
        guard let seat = picture.seats.first(where: { $0.id == member }) else {
            throw Refusal(.notPermitted)
        }
        return SignatureStatement(
            committee: picture.committee, scope: scope, digest: digest, member: member, side: seat.side,
            office: seat.office, reservation: reservation, isUnderProtest: isUnderProtest,
            language: language, head: head)
    }

    /// The command that hands the signature in.
    ///
    /// - Parameters:
    ///   - signature: 64 bytes by the member's key over the statement's bytes.
    ///   - isOffline: it was signed before it could be sent; should the content have changed, it is recorded
    ///     as stale and not refused.
    public func command(
        id: String, _ statement: SignatureStatement, signature: [UInt8], isOffline: Bool = false
    ) -> Command {
        let named: Set = ["digest", "scope", "reservation", "protest", "language", "head"]
        var data = (statement.json.members ?? []).filter { named.contains($0.key) }
        if scope == .plan {
            let leaves = contents.map { ($0.scope.row, $0.digest) }
            data.append(.init("leaves", SignatureRecord.json(Dictionary(leaves) { first, _ in first })))
        }
        data.append(.init("signature", .string(Base64.text(signature))))
        if isOffline { data.append(.init("offline", .bool(true))) }
        // The whole plan could be more than a command may hold; the room knows most of it anyway.
        if contents.reduce(0, { $0 + $1.canonical.utf8.count }) <= Self.shownBytesMax {
            data.append(.init("shown", .array(contents.map { .string($0.canonical) })))
        }
        return Command(id: id, type: .sign, subject: scope.row, data: .object(data))
    }

    /// Bytes of displayed contents that travel with a command, which has at most 64 KiB.
    static let shownBytesMax = 24_576
}
