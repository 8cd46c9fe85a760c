public import CRDT

/// A plan in force as a file that anybody can check offline. `Protocol/signoff.md`, *A plan in force, as a
/// file*, is the page; `verify` is its other half.
public enum SignedPlan {
    static let format = "bipartite-signed-plan-v1"

    /// The file's bytes: canonical JSON with its seal; nil while nothing is in force.
    ///
    /// - Parameters:
    ///   - heads: signed heads of the audience `committee`, as `sync.md` has them.
    ///   - mark: signs the body's statement with the server's key; a client has none.
    public static func export(
        _ picture: Picture, heads: [AnyValue] = [], mark: ((_ statement: [UInt8]) -> ServerMark)? = nil
    ) -> [UInt8]? {
        let signOff = picture.state.signOff
        let inForce = signOff.plansInForce
        guard !inForce.isEmpty,
            let root = SignedContent.root(
                committee: picture.committee, leaves: inForce.mapValues(\.digest))
        else { return nil }
        let ids = inForce.keys.sorted(by: CanonicalJSON.precedes)
        let versions = ids.flatMap { signOff.leaves[.planItem($0)]?.versions ?? [] }
        let records = Set(versions.flatMap(\.signatures)).compactMap { signOff.records[$0] }
            .sorted { CanonicalJSON.precedes($0.id, $1.id) }
        let body = AnyValue.object([
            "format": .string(format), "committee": .string(picture.committee), "day": .string(picture.day),
            "rule": .number(Double(CompletionRule.version)), "root": .string(root.digest.hex),
            "version": .number(Double(signOff.planVersion)),
            "items": .array(
                ids.map { id in
                    let versions = signOff.leaves[.planItem(id)]?.versions ?? []
                    return .object(["id": .string(id), "versions": .array(versions.map(item))])
                }),
            "records": .array(records.map(record)),
            "keys": .array(keys(of: Set(records.map(\.statement.member)), in: picture.events)),
            "names": .array(names(in: picture.events, of: versions)), "heads": .array(heads),
        ])
        guard let canonical = CanonicalJSON.text(of: body) else { return nil }
        var file: [AnyValue.Member] = [
            .init("body", body), .init("seal", .string(Digest(of: canonical).hex)),
        ]
        if let mark { file.append(.init("server", mark(ServerMark.statement(of: canonical)).json)) }
        return CanonicalJSON.text(of: .object(file)).map { Array($0.utf8) }
    }

    private static func item(_ version: SignedVersion) -> AnyValue {
        .object([
            "content": version.content.value, "day": .string(version.day),
            "digest": .string(version.digest.hex), "roster": .array(version.roster.map(\.json)),
            "rule": .string(version.rule.rawValue),
            "signatures": .array(version.signatures.map(AnyValue.string)),
            "version": .number(Double(version.number)),
        ])
    }

    private static func record(_ record: SignatureRecord) -> AnyValue {
        var members: [AnyValue.Member] = [
            .init("id", .string(record.id)), .init("day", .string(record.day)),
            .init("statement", record.statement.json), .init("key", .string(record.key)),
            .init("signature", .string(record.signature)),
        ]
        if let leaves = record.leaves { members.append(.init("leaves", SignatureRecord.json(leaves))) }
        return .object(members)
    }

    private static func keys(of members: Set<String>, in events: [Event]) -> [AnyValue] {
        events.filter {
            $0.type == "roster.key.registered.v1" && $0.audience == .committee && members.contains($0.subject)
        }.map {
            .object([
                "day": .string($0.day), "event": .string($0.id), "key": $0.data["key"] ?? .null,
                "member": .string($0.subject),
            ])
        }
    }

    private static func names(in events: [Event], of versions: [SignedVersion]) -> [AnyValue] {
        let seated = Set(versions.flatMap { $0.roster.map(\.id) })
        var names: [String: String] = [:]
        for event in events where event.knownType == .memberJoined && seated.contains(event.subject) {
            names[event.subject] = event.data["name"]?.string
        }
        return names.sorted { CanonicalJSON.precedes($0.key, $1.key) }.map {
            .object(["id": .string($0.key), "name": .string($0.value)])
        }
    }
}
