import CRDT

/// What both sides signed, as a file that anybody can check offline: a body with its proof, a seal over it,
/// and the server's signature where the server made it. `Protocol/signoff.md` is the page; `verify` is its
/// other half.
public enum SignedFile {
    /// The file's bytes; nil where something in the body has no canonical form.
    ///
    /// - Parameters:
    ///   - own: the members of the body that only this format has.
    ///   - versions: what the file holds: their signatures, and whose they are, go with them.
    ///   - mark: signs the body's statement with the server's key; a client has none.
    static func bytes(
        _ format: String, _ own: [AnyValue.Member], proof versions: [SignedVersion], _ picture: Picture,
        heads: [AnyValue], mark: ((_ statement: [UInt8]) -> ServerMark)?
    ) -> [UInt8]? {
        let records = Set(versions.flatMap(\.signatures)).compactMap { picture.state.signOff.records[$0] }
            .sorted { CanonicalJSON.precedes($0.id, $1.id) }
        let body = AnyValue.object(
            [
                .init("format", .string(format)), .init("committee", .string(picture.committee)),
                .init("day", .string(picture.day)), .init("rule", .number(Double(CompletionRule.version))),
                .init("records", .array(records.map(record))),
                .init("keys", .array(keys(of: Set(records.map(\.statement.member)), in: picture.events))),
                .init("names", .array(names(in: picture.events, of: versions))),
                .init("heads", .array(heads)),
            ] + own)
        guard let canonical = CanonicalJSON.text(of: body) else { return nil }
        var file: [AnyValue.Member] = [
            .init("body", body), .init("seal", .string(Digest(of: canonical).hex)),
        ]
        if let mark { file.append(.init("server", mark(ServerMark.statement(of: canonical)).json)) }
        return CanonicalJSON.text(of: .object(file)).map { Array($0.utf8) }
    }

    static func version(_ version: SignedVersion) -> AnyValue {
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
