import CRDT
@testable import Committee
import Crypto
import TestSupport

/// A room in small: documents, events and the rules, with real keys. The order of its calls is the order of
/// the log.
struct SigningRoom {
    static let committee = "factory-1"
    /// Two sides of five: a co-chair, a secretary and three members each.
    static let members: [(id: String, side: Side, office: String)] = Side.allCases.flatMap { side in
        (1...5).map { number in
            let office = number == 1 ? "co_chair" : number == 5 ? "minutes_secretary" : "member"
            return ("\(side == .worker ? "w" : "m")\(number)", side, office)
        }
    }

    var plan = Doc(clientID: 1)
    var diagnosis = Doc(clientID: 2)
    var minutes = Doc(clientID: 3)
    var events: [Event] = []
    var state = CommitteeState()
    var day = "2024-10-14"
    /// Off to show what the check is for.
    var comparesDigests = true
    private var drawn = 0

    init() {
        for member in Self.members {
            record([
                event(
                    "roster.member.joined.v1", member.id,
                    [
                        "role": .string(member.side.rawValue), "office": .string(member.office),
                        "name": .string("Member \(member.id)"),
                    ]),
                event(
                    "roster.key.registered.v1", member.id,
                    ["key": .string(Base64.text(Self.key(member.id).publicKey.rawRepresentation))]),
            ])
        }
    }

    // MARK: What happens

    mutating func record(_ new: [Event]) {
        for event in new { state.take(event) }
        events += new
    }

    /// An edit of the plan by a side; what falls with it is recorded right behind.
    mutating func edit(by side: Side, _ body: (inout Transaction) -> Void) {
        plan.edit { body(&$0) }
        react(.plan, by: side)
    }

    mutating func editDiagnosis(by side: Side, _ body: (inout Transaction) -> Void) {
        diagnosis.edit { body(&$0) }
        react(.diagnosis, by: side)
    }

    mutating func editMinutes(by side: Side, _ body: (inout Transaction) -> Void) {
        minutes.edit { body(&$0) }
        react(.minutes, by: side)
    }

    mutating func react(_ document: DocumentName, by side: Side?) {
        record(SignOffReactions.after(changeOf: document, by: side, in: picture))
    }

    /// An item with an issue, due in November.
    mutating func addItem(_ id: String, issue: String, priority: String = "high", cp: String = "OS-EMER") {
        edit(by: .worker) { transaction in
            Projection.addRow(id: id, to: .plan, in: &transaction)
            Self.write(issue, into: "issue", of: id, &transaction)
            for (field, value) in [("priority", priority), ("cp", cp), ("lang", "en")] {
                _ = Projection.set(
                    field: field, to: .string(value), row: id, of: .plan, in: &transaction)
            }
        }
        record([event("plan.item.due.set.v1", id, ["due": .string("2024-11-29")])])
        react(.plan, by: nil)
    }

    mutating func type(_ text: String, into field: String = "issue", of id: String, by side: Side) {
        edit(by: side) { Self.write(text, into: field, of: id, &$0) }
    }

    /// A command through the rules; its events, or the refusal.
    @discardableResult
    mutating func ask(_ command: Command, by member: String) -> Result<[Event], Refusal> {
        do throws(Refusal) {
            let participant = Self.participant(member)
            let events =
                comparesDigests || command.type != .sign
                ? try Rules.decide(command, by: participant, in: picture)
                : try Decision(
                    command: command, participant: participant, picture: picture, comparesDigests: false
                ).sign()
            record(events)
            return .success(events)
        } catch {
            return .failure(error)
        }
    }

    /// A member signs what stands there now.
    @discardableResult
    mutating func sign(_ member: String, _ scope: SignOffScope) -> Result<[Event], Refusal> {
        do throws(Refusal) {
            let command = try signing(member, SignOffDisplay(of: scope, in: picture))
            return ask(command, by: member)
        } catch {
            return .failure(error)
        }
    }

    /// Everybody the usual rule needs.
    mutating func signByBoth(_ scope: SignOffScope) {
        for member in ["w1", "w2", "m1", "m2"] { sign(member, scope) }
    }

    /// The command of a member who displayed that.
    mutating func signing(
        _ member: String, _ display: SignOffDisplay, reservation: String = "", protest: Bool = false,
        offline: Bool = false, key: String? = nil
    ) throws(Refusal) -> Command {
        let statement = try display.statement(
            by: member, in: picture, reservation: reservation, isUnderProtest: protest, language: "en",
            head: .init(sequence: events.count, hash: String(repeating: "ab", count: 32)))
        let signature = (try? Self.key(key ?? member).signature(for: statement.bytes)).map(Array.init) ?? []
        return display.command(id: uuid(), statement, signature: signature, isOffline: offline)
    }

    // MARK: What there is

    var picture: Picture {
        Picture(
            committee: Self.committee, day: day, state: state,
            documents: [.plan: plan, .diagnosis: diagnosis, .minutes: minutes], events: events)
    }

    func display(_ scope: SignOffScope) throws(Refusal) -> SignOffDisplay {
        try SignOffDisplay(of: scope, in: picture)
    }

    func leaf(_ id: String) -> SignOffState.Leaf { state.signOff.leaves[.planItem(id)] ?? .init() }

    static func participant(_ id: String) -> Participant {
        let role = members.first { $0.id == id }.map { Role.member($0.side) } ?? .advisor
        return Participant(id: id, name: id, role: role)
    }

    /// A key told from the member's id.
    static func key(_ member: String) -> Curve25519.Signing.PrivateKey {
        let seed = Array(SHA256.hash(data: Array("key of \(member)".utf8)))
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            preconditionFailure("32 bytes are a seed")
        }
        return key
    }

    mutating func uuid() -> String {
        drawn += 1
        let digits = String(drawn, radix: 16)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    mutating func event(
        _ type: String, _ subject: String, _ data: KeyValuePairs<String, AnyValue>, side: Side? = nil
    ) -> Event {
        Event(
            id: uuid(), type: type, subject: subject, audience: .committee, side: side, day: day,
            data: .object(data))
    }

    static func write(
        _ text: String, into field: String, of id: String, in document: DocumentName = .plan,
        _ transaction: inout Transaction
    ) {
        guard let type = Projection.text(field: field, row: id, of: document, in: &transaction) else {
            return
        }
        transaction.delete(at: 0, count: transaction.length(of: type), in: type)
        transaction.insert(text, at: 0, in: type)
    }
}
