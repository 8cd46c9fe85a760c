import CRDT
import Foundation

@testable import Committee

/// A committee for conversations with the rules: a roster, a diagnosis and a plan, and the events so far.
struct RulesWorld {
    var events: [Event] = []
    var state = CommitteeState()
    var day = "2024-11-11"
    var documents: [DocumentName: Doc] = [:]
    /// What the rules took.
    private(set) var accepted: [Command] = []
    private var commands = 0

    var picture: Picture {
        Picture(committee: "f1", day: day, state: state, documents: documents, events: events)
    }

    /// Five of each side, w1 and m1 in the chair, an advisor, a lead and a programme admin; points d1 and d2;
    /// items p1 (m3 is responsible) and p2 (w2 is).
    static func sample() -> RulesWorld {
        var world = RulesWorld()
        world.record(
            .roomOpened, "f1",
            [
                "name": .string("Factory"), "country": .string("JO"), "time_zone": .string("Asia/Amman"),
                "workforce": .object(["total": .number(1240), "women_percent": .number(72)]),
            ])
        for side in Side.allCases {
            for number in 1...5 {
                world.seat(String(side.rawValue.prefix(1)) + String(number), side, chair: number == 1)
            }
        }
        for (id, role) in [("a1", "advisor"), ("l1", "advisor_lead"), ("p1", "programme_admin")] {
            world.record(.programmeJoined, id, ["role": .string(role), "name": .string(id)])
        }
        world.addRow("d1", to: .diagnosis)
        world.addRow("d2", to: .diagnosis)
        world.addRow("p1", to: .plan)
        world.addRow("p2", to: .plan)
        _ = world.fill("p1", "responsible", .string("m3"))
        _ = world.fill("p2", "responsible", .string("w2"))
        return world
    }

    private mutating func seat(_ id: String, _ side: Side, chair: Bool) {
        record(
            .memberJoined, id,
            [
                "role": .string(side.rawValue), "office": .string(chair ? "co_chair" : "member"),
                "name": .string("Member \(id)"), "gender": .string("F"), "since": .string("2024-03-04"),
            ])
    }

    // MARK: What happens

    mutating func record(
        _ type: EventType, _ subject: String, side: Side? = nil, _ data: KeyValuePairs<String, AnyValue> = [:]
    ) {
        take(
            Event(
                id: "e\(events.count)", type: type, subject: subject, audience: .committee, side: side,
                day: day, data: .object(data)))
    }

    mutating func take(_ event: Event) {
        events.append(event)
        state.take(event)
    }

    mutating func addRow(_ id: String, to document: DocumentName) {
        edit(document) { _ = Projection.addRow(id: id, to: document, in: &$0) }
    }

    /// What a member types into a field; why not, if it is not taken.
    mutating func fill(_ row: String, _ field: String, _ value: AnyValue) -> String? {
        var refusal: String?
        let document: DocumentName = row.hasPrefix("d") ? .diagnosis : .plan
        edit(document) { refusal = Projection.set(field: field, to: value, row: row, of: document, in: &$0) }
        return refusal
    }

    private mutating func edit(_ document: DocumentName, _ body: (inout Transaction) -> Void) {
        if documents[document] == nil { documents[document] = Doc(clientID: 7) }
        documents[document]?.edit(body)
    }

    mutating func nextID() -> String {
        commands += 1
        let digits = String(commands)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    func participant(_ id: String) -> Participant {
        if let member = state.roster.member(id) { return member.participant }
        let roles: [Character: Role] = [
            "w": .member(.worker), "m": .member(.management), "s": .assessor, "i": .integration,
        ]
        return Participant(id: id, name: id, role: id.first.flatMap { roles[$0] } ?? .integration)
    }

    /// Decides and records.
    mutating func ask(
        _ who: Participant, _ type: CommandType, _ subject: String, _ data: AnyValue
    ) throws(Refusal) -> [Event] {
        let command = Command(id: nextID(), type: type, subject: subject, data: data)
        let decided = try Rules.decide(command, by: who, in: picture)
        for event in decided { take(event) }
        accepted.append(command)
        return decided
    }
}

// MARK: - Conversations

extension RulesWorld {
    /// One line of a conversation; `Transcripts/README.md` lists them.
    mutating func run(_ text: String) throws -> [String] {
        var long = String(text.replacing(/@(\d)/) { "00000000-0000-4000-9000-00000000000\($0.output.1)" })
        for (number, event) in events.filter({ $0.knownType == .draftReleased }).enumerated() {
            long = long.replacing("#\(number + 1)", with: event.id)
        }
        let answers = try answer(long)
        return answers.map { $0.replacing("00000000-0000-4000-9000-00000000000", with: "@") }
    }

    private mutating func answer(_ line: String) throws -> [String] {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        switch words[0] {
        case "day":
            day = words[1]
            return []
        case "clock": return strike(through: words[1])
        case "health": return health()
        case "readers": return [readers(of: words[1])]
        case "draft": return draft(line)
        case "released":
            return state.releases(for: participant(words[1])).map { "\($0.side): \($0.title): \($0.text)" }
                + ["\(words[1]) has no more"]
        case "happens": return try happen(line)
        case "show": return show(words[1])
        case "type":
            let value = try AnyValue(json: words[3], limits: .standard)
            return [fill(words[1], words[2], value) ?? "typed"]
        case "key":
            guard
                let event = Rules.registration(
                    ofKey: String(repeating: words[2], count: 43) + "=", by: words[1], eventID: nextID(),
                    in: state, day: day)
            else { return ["no registration"] }
            take(event)
            return [Self.text(event)]
        default: return try command(line)
        }
    }

    /// `w1 diagnosis.point.rate d1 {"rating":"serious"}`; `-` stands for no subject.
    private mutating func command(_ line: String) throws -> [String] {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        guard words.count >= 3, let type = CommandType(rawValue: words[1]) else { return ["what is that?"] }
        let data =
            words.count > 3
            ? try AnyValue(json: words[3], limits: .standard) : .object([AnyValue.Member]())
        do {
            let decided = try ask(
                participant(words[0]), type, words[2] == "-" ? "" : words[2], data)
            return decided.map(Self.text)
        } catch let refusal {
            let said = refusal.words(in: "en")
            return ["refused \(refusal.code.rawValue): \(said.message) \(said.remedy)"]
        }
    }

    /// `happens TYPE SUBJECT DATA`: an event no command here leads to.
    private mutating func happen(_ line: String) throws -> [String] {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        guard words.count == 4, let type = EventType(rawValue: words[1]) else { return ["what is that?"] }
        take(
            Event(
                id: "e\(events.count)", type: type, subject: words[2] == "-" ? "" : words[2],
                audience: .committee, day: day, data: try AnyValue(json: words[3], limits: .standard)))
        return []
    }

    private mutating func strike(through day: String) -> [String] {
        self.day = day
        let struck = Clocks.due(in: picture)
        for event in struck { take(event) }
        return struck.map(Self.text) + ["next: \(Clocks.next(in: picture)?.text ?? "never")"]
    }

    /// `draft ROW SIDE "TITLE" "TEXT"`: what a side writes into a draft of its own.
    private mutating func draft(_ line: String) -> [String] {
        let parts = line.split(separator: "\"").map(String.init)
        let words = parts[0].split(separator: " ").map(String.init)
        let document: DocumentName = words[2] == "worker" ? .caucusWorker : .caucusManagement
        edit(document) { transaction in
            _ = Projection.addRow(id: words[1], to: document, in: &transaction)
            for (field, words) in [("title", parts[1]), ("text", parts[3])] {
                SigningRoom.write(words, into: field, of: line.row, in: document, &transaction)
            }
        }
        return []
    }

    /// Who may read a document now, and who write (`*`).
    private func readers(of name: String) -> String {
        guard let document = DocumentName(rawValue: name) else { return "what is that?" }
        let people = state.roster.members.map(\.participant) + [participant("s1"), participant("i1")]
        let readers = people.compactMap { person -> String? in
            switch Permissions.access(of: person, to: document, in: state) {
            case .none: nil
            case .read: person.id
            case .write: person.id + "*"
            }
        }
        return readers.isEmpty ? "nobody" : readers.joined(separator: " ")
    }

    private func health() -> [String] {
        guard let today = CalendarDay(day) else { return [] }
        let health = RosterHealth(of: state, on: today)
        return health.findings.map { ($0.code.isHard ? "hard: " : "soft: ") + $0.words(in: "en") }
            + [health.blocksSignatures ? "signatures are blocked" : "signatures are open"]
    }

    private func show(_ id: String) -> [String] {
        let document: DocumentName = id.hasPrefix("d") ? .diagnosis : .plan
        let home = state.issues[id].map { $0.label.document(of: id) }
        guard let row = picture.rows(of: home ?? document).first(where: { $0.id == id }) else {
            return ["no row"]
        }
        let told = row.fields.compactMap { field -> String? in
            guard case .event(let value) = field.content, value != .null else { return nil }
            return "\(field.name): \(field.shown)"
        }
        return (row.isRemoved ? ["removed"] : []) + told
    }

    private static func text(_ event: Event) -> String {
        let side = event.side.map { " by \($0.rawValue)" } ?? ""
        let audience = event.audience == .committee ? "" : " to \(event.audience.rawValue)"
        let subject = event.subject.isEmpty ? "-" : event.subject
        return "\(event.type) \(subject)\(side)\(audience) \(event.data.json)"
    }
}

extension String {
    /// The second word of a line.
    fileprivate var row: String { split(separator: " ").dropFirst().first.map(String.init) ?? "" }
}
