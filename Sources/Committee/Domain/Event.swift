public import CRDT

/// Something that happened by authority and is never edited. `Protocol/events.md` lists the types.
public struct Event: Hashable, Sendable {
    /// Random; never time-ordered.
    public var id: String
    /// Such as `roster.member.joined.v1`, `plan.item.status.changed.v1`.
    public var type: String
    /// The entity it is about: a member, an item, an issue.
    public var subject: String
    public var audience: Audience
    /// The side that acted, if a side did; never a person for anonymous matters.
    public var side: Side?
    /// The factory's calendar day, `2024-11-11`.
    public var day: String
    public var data: AnyValue

    public init(
        id: String, type: String, subject: String, audience: Audience, side: Side?, day: String,
        data: AnyValue
    ) {
        self.id = id
        self.type = type
        self.subject = subject
        self.audience = audience
        self.side = side
        self.day = day
        self.data = data
    }
}

extension Event {
    /// As the log and the wire carry it. The audience travels beside it, not in it.
    public var json: AnyValue {
        var members: [AnyValue.Member] = [
            .init("id", .string(id)), .init("type", .string(type)), .init("subject", .string(subject)),
        ]
        if let side { members.append(.init("side", .string(side.rawValue))) }
        members.append(.init("day", .string(day)))
        members.append(.init("data", data))
        return .object(members)
    }

    /// Reads the JSON form; nil where a member is missing or is not what the page says. Unknown members are
    /// ignored.
    public init?(json: AnyValue, audience: Audience) {
        guard let id = json["id"]?.string, !id.isEmpty, let type = json["type"]?.string, !type.isEmpty,
            let subject = json["subject"]?.string, let day = json["day"]?.string
        else { return nil }
        var side: Side?
        switch json["side"] {
        case nil, .null: side = nil
        case .string(let name):
            guard let known = Side(rawValue: name) else { return nil }
            side = known
        default: return nil
        }
        self.init(
            id: id, type: type, subject: subject, audience: audience, side: side, day: day,
            data: json["data"] ?? .object([AnyValue.Member]()))
    }
}
