import Committee
import Foundation
import RoomCore
import Testing

@testable import Server

@Suite("What an upgrade asks for")
struct UpgradeRequestTests {
    @Test("The first token given counts: header, subprotocol, query")
    func tokenOrder() throws {
        let uri = "/y/factory-01/plan?x=1&token=from%2Dquery"
        let offered = ["yjs, bipartite.token.from-protocol"]
        let all = try #require(
            UpgradeRequest(uri: uri, authorization: "Bearer from-header", subprotocols: offered))
        #expect(all.token == "from-header")
        #expect(all.subprotocol == "bipartite")
        let two = try #require(UpgradeRequest(uri: uri, authorization: nil, subprotocols: offered))
        #expect(two.token == "from-protocol")
        let one = try #require(UpgradeRequest(uri: uri, authorization: nil, subprotocols: ["yjs"]))
        #expect(one.token == "from-query")
        #expect(one.subprotocol == nil)
    }

    @Test("Paths name the room channel's socket or one document")
    func paths() {
        func target(_ uri: String) -> UpgradeRequest.Target? {
            UpgradeRequest(uri: uri, authorization: nil, subprotocols: [])?.target
        }
        #expect(target("/sync") == .sync)
        #expect(target("/y/factory%2001/caucus-worker") == .document(committee: "factory 01", .caucusWorker))
        #expect(target("/y/factory-01/nothing") == .document(committee: "factory-01", nil))
        #expect(target("/y/factory-01") == nil)
        #expect(target("/y/factory-01/plan/more") == nil)
        #expect(target("/") == nil)
        #expect(target("") == nil)
    }

    @Test("An address is a document, a room channel, or nothing")
    func addresses() {
        #expect(Address(hocuspocus: "factory-01/plan").target == .document(.plan))
        #expect(Address(hocuspocus: "factory-01/plan\0session").target == .document(.plan))
        #expect(Address(hocuspocus: "factory-01/plan\0session").text == "factory-01/plan\0session")
        #expect(Address(hocuspocus: "factory-01").target == .channel)
        #expect(Address(hocuspocus: "factory-01/never").target == .nothing)
        #expect(Address(hocuspocus: "").committee == "")
    }
}
