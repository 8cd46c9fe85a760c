import CRDT
import Committee
import Foundation
import NIOCore
import SyncProtocol
import Testing

@testable import Server

@Suite("Documents that are not for somebody", .timeLimit(.minutes(1)))
struct HiddenDocumentTests {
    private static let issue = "0a0a0a0a-0000-4000-8000-00000000000a"
    private static let opening = """
        {"id":"0a0a0a0a-0000-4000-8000-000000000001","type":"issue.open","subject":"\(issue)","data":{
        "text":{"text":"Words"},"category":"harassment","severity":"high","channel":"member",
        "anonymity":"anonymous"}}
        """

    private func post(_ server: TestServer, _ body: String, as member: Participant) async throws {
        let answer = try await TestSocket.request(
            server.port, "POST", "/v1/committees/\(TestServer.committee)/commands",
            headers: ["authorization": "Bearer \(try server.token(member))"], body: body)
        #expect(answer.status == 200, "\(answer.body)")
    }

    private func command(_ number: Int, _ type: String, _ data: String) -> String {
        """
        {"id":"0a0a0a0a-0000-4000-8000-00000000000\(number)","type":"\(type)","subject":"\(Self.issue)",
        "data":\(data)}
        """
    }

    /// The answer to an upgrade, without its date.
    private func door(_ server: TestServer, _ document: String, as member: Participant) async throws -> String
    {
        let socket = try await TestSocket(port: server.port)
        let answer = try await socket.upgrade(
            "/y/\(TestServer.committee)/\(document)",
            headers: ["authorization": "Bearer \(try server.token(member))"])
        let headers = answer.headers.filter { $0.key != "date" }.sorted { $0.key < $1.key }
        socket.channel.close(promise: nil)
        return "\(answer.status) \(headers) \(answer.body)"
    }

    /// What `/sync` answers to an Auth message, up to the document's name.
    private func sync(_ server: TestServer, _ document: String, as member: Participant) async throws
        -> Message?
    {
        let address = "\(TestServer.committee)/\(document)"
        let socket = try await TestSocket.open(server.port, "/sync")
        let hello = Message.auth(.token(try server.token(member), version: nil))
        try await socket.sendFrame(HocuspocusCodec.encode(.message(address: address, hello)))
        guard case .binary(let bytes) = try await socket.next(),
            case .message(address, let message) = try HocuspocusCodec.decode(bytes, limits: .standard)
        else { return nil }
        socket.channel.close(promise: nil)
        return message
    }

    @Test(
        "A case that was released to the advisor is open at both doors, and closed again when that is revoked"
    )
    func released() async throws {
        try await TestServer.with { server in
            try await post(server, Self.opening, as: TestServer.worker)
            let name = "case-\(Self.issue)"
            #expect(try await door(server, name, as: TestServer.advisor).hasPrefix("404"))
            try await post(
                server, command(2, "case.release", #"{"to":"advisor"}"#), as: TestServer.secondWorker)
            #expect(try await door(server, name, as: TestServer.advisor).hasPrefix("101"))
            #expect(
                try await sync(server, name, as: TestServer.advisor) == .auth(.authenticated(readOnly: true)))
            try await post(
                server, command(3, "case.release.revoke", #"{"to":"advisor"}"#), as: TestServer.secondWorker)
            #expect(try await door(server, name, as: TestServer.advisor).hasPrefix("404"))
            #expect(
                try await sync(server, name, as: TestServer.advisor) == .auth(.denied(reason: "not-found")))
        }
    }

    @Test("A case of others, a case that is not, a side's document and no document are answered alike")
    func alike() async throws {
        try await TestServer.with { server in
            try await post(server, Self.opening, as: TestServer.worker)
            let names = [
                "case-\(Self.issue)", "case-0", "caucus-worker", "issues-worker", "no-such-document",
            ]
            for member in [TestServer.management, TestServer.advisor] {
                var doors: Set<String> = []
                for name in names {
                    doors.insert(try await door(server, name, as: member))
                    #expect(try await sync(server, name, as: member) == .auth(.denied(reason: "not-found")))
                }
                #expect(doors.count == 1, "\(doors)")
            }
            // A handler in general is not the handler of this case once others are named for it.
            #expect(try await door(server, names[0], as: TestServer.secondWorker).hasPrefix("101"))
        }
    }
}
