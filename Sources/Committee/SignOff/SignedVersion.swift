import CRDT

/// What both sides signed, under a number: never edited, in force until both sides complete the next.
public struct SignedVersion: Hashable, Sendable {
    /// A seat of the committee on the day the version was completed.
    public struct Seat: Hashable, Sendable {
        public var id: String
        public var side: Side
        public var office: String
    }

    public let scope: SignOffScope
    /// From 1, without a gap.
    public let number: Int
    public let day: String
    public let content: SignedContent
    /// The records that completed it.
    public let signatures: [String]
    public let rule: CompletionRule
    public let roster: [Seat]

    public var digest: Digest { content.digest }

    func seats(of side: Side) -> Set<String> { Set(roster.filter { $0.side == side }.map(\.id)) }
}

extension SignedVersion {
    /// Reads `signoff.completed.v1`; nil where it is not as the page says.
    init?(_ event: Event) {
        guard let content = event.data["content"]?.string.flatMap(SignedContent.init(canonical:)),
            event.data["digest"]?.string == content.digest.hex,
            event.data["scope"]?.string == content.scope.rawValue,
            let number = event.data["version"]?.int,
            let signatures = event.data["signatures"]?.array?.compactMap(\.string),
            let rule = event.data["rule"]?["name"]?.string.flatMap(CompletionRule.init),
            let roster = event.data["roster"]?.array.map({ $0.compactMap(Seat.init) })
        else { return nil }
        self.init(
            scope: content.scope, number: number, day: event.day, content: content, signatures: signatures,
            rule: rule, roster: roster)
    }

    /// The event's data.
    var data: [AnyValue.Member] {
        [
            .init("scope", .string(scope.rawValue)), .init("version", .number(Double(number))),
            .init("digest", .string(digest.hex)), .init("content", .string(content.canonical)),
            .init("signatures", .array(signatures.map(AnyValue.string))),
            .init(
                "rule",
                .object([
                    "version": .number(Double(CompletionRule.version)), "name": .string(rule.rawValue),
                ])),
            .init("roster", .array(roster.map(\.json))),
        ]
    }
}

extension SignedVersion.Seat {
    init?(_ value: AnyValue) {
        guard let id = value["id"]?.string, let side = value["side"]?.string.flatMap(Side.init),
            let office = value["office"]?.string
        else { return nil }
        self.init(id: id, side: side, office: office)
    }

    var json: AnyValue {
        .object(["id": .string(id), "side": .string(side.rawValue), "office": .string(office)])
    }
}
