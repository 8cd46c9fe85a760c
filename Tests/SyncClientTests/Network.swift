import CRDT
import Committee
import SyncClient
import SyncProtocol

/// Clients, their disks and a relay in one value; messages are delivered when the test says so.
struct Network {
    /// What one client's shell would have on disk.
    struct Disk {
        var snapshots: [DocumentName: DocumentSnapshot] = [:]
        var journals: [DocumentName: [JournalRecord]] = [:]
        var room = RoomRecord()

        var stored: [DocumentName: StoredDocument] {
            var stored: [DocumentName: StoredDocument] = [:]
            for name in Set(snapshots.keys).union(journals.keys) {
                let empty = DocumentSnapshot(epoch: 0, acknowledged: [], unsent: [], lastSeen: [])
                stored[name] = (snapshots[name] ?? empty).replaying(journals[name] ?? [])
            }
            return stored
        }
    }

    var relay = Relay()
    var clients: [Int: ClientSession] = [:]
    var disks: [Int: Disk] = [:]
    /// Frames on their way to the relay; none moves while a client is cut off.
    private var inbox: [(connection: Int, frame: [UInt8])] = []
    private var linked: Set<Int> = []
    private(set) var effects: [Int: [ClientSession.Effect]] = [:]
    var sittings: UInt64 = 0
    var now: UInt64 = 1_000_000
    /// What every client opens.
    var followed: [DocumentName] = [.plan]

    mutating func start(_ number: Int, role: Role? = nil) {
        sittings += 1
        let first = sittings * 1000
        let counter = Counter(first)
        clients[number] = ClientSession(
            committee: Relay.committee,
            participant: Participant(
                id: "p\(number)", name: "Person \(number)",
                role: role ?? .member(number == 1 ? .worker : .management)),
            stored: disks[number]?.stored ?? [:], room: disks[number]?.room ?? RoomRecord(),
            freshClientID: { _ in counter.next() })
        input(number, .tick(now: now))
    }

    mutating func connect(_ number: Int, token: String = "good") {
        linked.insert(number)
        input(number, .connected(token: token))
        for name in followed { carry(clients[number]?.open(name) ?? [], of: number) }
    }

    /// Connects and delivers until nothing moves.
    mutating func join(_ number: Int) {
        if clients[number] == nil { start(number) }
        connect(number)
        settle()
    }

    mutating func cut(_ number: Int) {
        linked.remove(number)
        inbox.removeAll { $0.connection == number }
        relay.disconnect(number)
        input(number, .disconnected)
    }

    /// The process dies: what the disk does not hold is gone.
    mutating func crash(_ number: Int) {
        linked.remove(number)
        inbox.removeAll { $0.connection == number }
        relay.disconnect(number)
        clients[number] = nil
    }

    mutating func input(_ number: Int, _ input: ClientSession.Input) {
        let effects = clients[number]?.handle(input) ?? []
        carry(effects, of: number)
    }

    mutating func edit(_ number: Int, _ body: (inout Transaction) -> Void) {
        let effects = clients[number]?.edit(.plan, body) ?? []
        carry(effects, of: number)
    }

    mutating func type(_ number: Int, _ text: String, at index: Int? = nil) {
        edit(number) { transaction in
            let notes = transaction.root("notes", .text)
            transaction.insert(text, at: index ?? transaction.length(of: notes), in: notes)
        }
    }

    /// Asks for something by authority; throws the refusal of the client's own rules.
    mutating func command(_ number: Int, _ command: Command) throws {
        carry(try clients[number]?.command(command) ?? [], of: number)
    }

    mutating func carry(_ new: [ClientSession.Effect], of number: Int) {
        effects[number, default: []] += new
        for effect in new {
            switch effect {
            case .send(let frame): if linked.contains(number) { inbox.append((number, frame)) }
            case .journal(let name, let record):
                disks[number, default: Disk()].journals[name, default: []].append(record)
            case .snapshot(let name, let snapshot):
                disks[number, default: Disk()].snapshots[name] = snapshot
                disks[number]?.journals[name] = []
            case .room(let room): disks[number, default: Disk()].room = room
            default: break
            }
        }
    }

    /// Delivers one message in each direction; false if none waits.
    mutating func deliver() -> Bool {
        let toRelay = inbox
        inbox = []
        for (connection, frame) in toRelay { relay.receive(frame, from: connection) }
        let toClients = relay.takeOutbox()
        for (connection, frame) in toClients where linked.contains(connection) {
            input(connection, .frame(frame))
        }
        return !toRelay.isEmpty || !toClients.isEmpty
    }

    mutating func settle() {
        var rounds = 0
        while deliver() {
            rounds += 1
            precondition(rounds < 1000, "messages go round for ever")
        }
    }

    func notes(_ number: Int) -> String { clients[number]?[.plan].map(Self.notes) ?? "" }
    var serverNotes: String { relay.documents[.plan].map { Self.notes($0.doc) } ?? "" }

    static func notes(_ doc: Doc) -> String { doc.root("notes").map(doc.string) ?? "" }

    /// Everything a member can still see: the text and the quarantine.
    func visible(to number: Int) -> String {
        notes(number) + (clients[number]?.quarantine.map(\.text).joined(separator: " ") ?? "")
    }
}

/// Client ids in order; a test has one thread.
final class Counter: @unchecked Sendable {
    // Safe: tests call it from the session they run, one after the other.
    private var value: UInt64

    init(_ value: UInt64) { self.value = value }

    func next() -> UInt64 {
        value += 1
        return value
    }
}
