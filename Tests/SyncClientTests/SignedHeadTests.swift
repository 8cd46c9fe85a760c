import CRDT
import Committee
import Foundation
import SyncClient
import Testing

/// Heads that node signed, of two servers of the committee "factory".
@Suite("The server's signature on the heads a client keeps")
struct SignedHeadTests {
    private struct Server {
        var key: String
        /// Of the committee 9 and 12, of the workers' side 4.
        var heads: [AnyValue]
    }

    private let own: Server
    private let other: Server

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Protocol/vectors/sync.json"), encoding: .utf8)
        let servers = try #require(try AnyValue(json: text)["heads"]?.array).compactMap { vector -> Server? in
            guard let key = vector["key"]?.string, let heads = vector["heads"]?.array else { return nil }
            return Server(key: key, heads: heads)
        }
        try #require(servers.count == 2 && servers.allSatisfy { $0.heads.count == 3 })
        (own, other) = (servers[0], servers[1])
    }

    /// A head with one of its members changed.
    private func changed(_ head: AnyValue, _ name: String, _ value: AnyValue) -> AnyValue {
        .object((head.members ?? []).map { $0.key == name ? .init(name, value) : $0 })
    }

    private func wrong(_ head: AnyValue) -> [AnyValue] {
        let signature = head["signature"]?.string ?? ""
        return [
            changed(head, "audience", .string("management")), changed(head, "sequence", .number(10)),
            changed(head, "hash", .string(String(repeating: "a", count: 64))),
            changed(head, "signature", .string(String(signature.reversed()))),
            changed(head, "signature", .string(String(signature.dropLast(2)))),
            changed(head, "signature", .string("not digits")), changed(head, "signature", .null),
        ]
    }

    @Test("A head as another program signed it is genuine; with anything changed, or elsewhere, it is not")
    func genuine() {
        for server in [own, other] {
            for head in server.heads {
                #expect(SignedHead.isGenuine(head, committee: "factory", key: server.key))
                #expect(!SignedHead.isGenuine(head, committee: "factory-2", key: server.key))
                for key in ["", "AAAA", server.key + "=", (server.key == own.key ? other : own).key] {
                    #expect(!SignedHead.isGenuine(head, committee: "factory", key: key))
                }
            }
            for head in wrong(server.heads[0]) + [.null, .object([])] {
                #expect(!SignedHead.isGenuine(head, committee: "factory", key: server.key))
            }
        }
    }

    private func met() -> Network {
        var network = Network()
        network.relay.key = own.key
        network.relay.heads = [own.heads[0], own.heads[2]]
        network.join(1)
        network.cut(1)
        return network
    }

    @Test("Signed heads are kept without a word, and the key with them over restarts")
    func kept() throws {
        var network = met()
        network.crash(1)
        network.relay.heads = [own.heads[1], own.heads[2]]
        network.relay.links = [own.heads[0]]
        network.join(1)
        let room = try #require(network.disks[1]).room
        #expect(room.alarms == [] && room.serverKey == own.key)
        #expect(RoomRecord(json: room.json).serverKey == own.key)
        #expect(room.heads == [own.heads[1], own.heads[2]])
    }

    @Test("A head without the server's signature is not kept, and the member is told once")
    func unsigned() throws {
        for bad in wrong(own.heads[1]) + [other.heads[1]] where bad["audience"]?.string == "committee" {
            var network = met()
            network.relay.heads = [bad, own.heads[2]]
            for _ in 0..<2 {
                network.join(1)
                network.cut(1)
            }
            let room = try #require(network.disks[1]).room
            #expect(room.alarms.map(\.kind) == [.unsigned])
            #expect(room.alarms.first?.found == bad && room.alarms.first?.sequence == bad["sequence"]?.int)
            #expect(room.heads == [own.heads[0], own.heads[2]])
        }
    }

    @Test("One that comes while the member is connected is not kept either")
    func later() throws {
        var network = met()
        network.join(1)
        network.relay.tell(heads: [other.heads[1], own.heads[2]])
        network.settle()
        let session = try #require(network.clients[1])
        #expect(session.alarms.map(\.kind) == [.unsigned])
        #expect(session.committeeHead?.sequence == 9, "no signature names it")
        network.relay.tell(heads: [own.heads[1]])
        network.settle()
        #expect(network.clients[1]?.committeeHead?.sequence == 12)
    }

    @Test("A server with another key is announced, with the old key and its heads; then it is known")
    func otherKey() throws {
        var network = met()
        network.relay.key = other.key
        network.relay.heads = [other.heads[1]]
        network.join(1)
        let room = try #require(network.disks[1]).room
        let alarm = try #require(room.alarms.first)
        #expect(room.alarms.count == 1 && alarm.kind == .otherKey)
        #expect(alarm.kept["key"]?.string == own.key && alarm.found["key"]?.string == other.key)
        #expect(alarm.kept["heads"]?.array == [own.heads[0], own.heads[2]], "they are the proof")
        #expect(alarm.words.contains("another key"))
        #expect(room.heads == [other.heads[1]])
        #expect(RoomRecord(json: room.json).alarms == [alarm])
        network.carry(network.clients[1]?.clearAlarms() ?? [], of: 1)
        network.cut(1)
        network.join(1)
        #expect(network.clients[1]?.alarms == [])
    }

    @Test("A server that names no key any more is held to the one it named")
    func silent() throws {
        var network = met()
        network.relay.key = nil
        network.relay.heads = [other.heads[1]]
        network.join(1)
        let room = try #require(network.disks[1]).room
        #expect(room.alarms.map(\.kind) == [.unsigned] && room.serverKey == own.key)
    }
}
