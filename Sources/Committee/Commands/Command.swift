public import CRDT

/// What somebody asks a room to record by authority. `Protocol/commands.md` lists the types.
///
/// The rules turn it into events or a `Refusal`; see `Rules.decide`. They run in the room, which has the last
/// word, and in the client, so that a refusal shows before anything is sent.
public struct Command: Hashable, Sendable {
    /// A random UUIDv4 drawn by the client: the idempotency key, and the id of the first event it leads to.
    public var id: String
    public var type: CommandType
    /// The entity it is about: a member, an item, a point; empty for the room.
    public var subject: String
    public var data: AnyValue

    public init(id: String, type: CommandType, subject: String, data: AnyValue) {
        self.id = id
        self.type = type
        self.subject = subject
        self.data = data
    }
}

extension Command {
    /// As the wire carries it: `{"id", "type", "subject", "data"}`.
    public var json: AnyValue {
        .object([
            "id": .string(id), "type": .string(type.rawValue), "subject": .string(subject), "data": data,
        ])
    }

    /// Reads the JSON form. Unknown members are ignored.
    ///
    /// - Throws: `command_unreadable`, `command_unknown`.
    public init(json: AnyValue) throws(Refusal) {
        guard let id = json["id"]?.string, Self.isID(id) else {
            throw Refusal(.commandUnreadable, ["member": "id", "expected": "a UUID"])
        }
        guard let name = json["type"]?.string else {
            throw Refusal(.commandUnreadable, ["member": "type", "expected": "the type of a command"])
        }
        guard let type = CommandType(rawValue: name) else { throw Refusal(.commandUnknown) }
        let subject = json["subject"] ?? .string("")
        guard let subject = subject.string, subject.isEmpty || Vocabulary.isName(subject) else {
            throw Refusal(.commandUnreadable, ["member": "subject", "expected": Vocabulary.name.expected])
        }
        let data = json["data"] ?? .object([AnyValue.Member]())
        guard data.members != nil else {
            throw Refusal(.commandUnreadable, ["member": "data", "expected": "an object"])
        }
        self.init(id: id, type: type, subject: subject, data: data)
    }

    /// A UUIDv4 in lower case. Ids of other versions are the server's own: nobody can ask which of them are
    /// taken.
    static func isID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.enumerated().allSatisfy { place, byte in
            if [8, 13, 18, 23].contains(place) { return byte == UInt8(ascii: "-") }
            if place == 14 { return byte == UInt8(ascii: "4") }
            if place == 19 { return Array("89ab".utf8).contains(byte) }
            return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
    }
}
