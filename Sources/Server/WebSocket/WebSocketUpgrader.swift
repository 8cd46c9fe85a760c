import Crypto
import Foundation
import NIOCore
import NIOHTTP1

import Logging
import RoomCore
import SyncProtocol
import Synchronization

/// Turns one HTTP connection into a WebSocket, or leaves it to the router, which answers why not.
///
/// Our own rather than NIO's, because frames arrive here already encoded for many sockets at once (DESIGN D10).
final class WebSocketUpgrader: NIOTypedHTTPServerProtocolUpgrader {
    typealias UpgradeResult = PortOutcome

    let supportedProtocol = "websocket"
    let requiredUpgradeHeaders = ["upgrade"]
    private let admission: Admission
    /// Removed once the connection knows what it is.
    private let handshake: Handshake.Ending
    private let verdict = Mutex<Admission.Verdict?>(nil)

    struct Refused: Error {}

    init(admission: Admission, handshake: Handshake.Ending) {
        self.admission = admission
        self.handshake = handshake
    }

    func buildUpgradeResponse(
        channel: any Channel, upgradeRequest head: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        guard let request = UpgradeRequest(head: head), let accept = Self.accept(head) else {
            return channel.eventLoop.makeFailedFuture(Refused())
        }
        return admission.judge(request, on: channel.eventLoop).flatMapThrowing { verdict in
            if case .refused = verdict { throw Refused() }
            self.verdict.withLock { $0 = verdict }
            var headers = initialResponseHeaders
            headers.add(name: "sec-websocket-accept", value: accept)
            if let subprotocol = request.subprotocol {
                headers.add(name: "sec-websocket-protocol", value: subprotocol)
            }
            return headers
        }
    }

    func upgrade(channel: any Channel, upgradeRequest: HTTPRequestHead) -> EventLoopFuture<PortOutcome> {
        let verdict = verdict.withLock { $0 }
        return channel.eventLoop.makeCompletedFuture {
            self.handshake.end(channel.pipeline.syncOperations)
            switch verdict {
            case .sync(let token):
                _ = try self.open(channel, dialect: .hocuspocus, token: token)
            case .document(let address, let authenticated, let token):
                let endpoint = try self.open(channel, dialect: .yWebSocket, token: nil)
                let connection = RoomConnection(
                    id: self.admission.services.registry.nextConnectionID(), endpoint: endpoint,
                    address: address)
                endpoint.connections[address.text] = connection
                connection.join(as: authenticated, token: token)
            case .refused, nil:
                throw Refused()
            }
            return .webSocket
        }
    }

    private func open(_ channel: any Channel, dialect: Dialect, token: String?) throws -> WebSocketEndpoint {
        let services = admission.services
        let endpoint = WebSocketEndpoint(
            id: services.registry.nextEndpointID(), loop: channel.eventLoop, dialect: dialect,
            upgradeToken: token, services: services)
        guard services.registry.add(endpoint) else {
            channel.close(promise: nil)
            throw Refused()
        }
        try channel.pipeline.syncOperations.addHandler(endpoint)
        let peer = channel.remoteAddress.map { "\($0)" } ?? "unknown"
        endpoint.logger.debug("socket opened", metadata: ["dialect": "\(dialect)", "peer": "\(peer)"])
        return endpoint
    }

    /// The proof of the handshake (RFC 6455, 4.2.2); nil if the request is not a whole one.
    private static func accept(_ head: HTTPRequestHead) -> String? {
        let keys = head.headers["sec-websocket-key"]
        guard head.method == .GET, head.headers["sec-websocket-version"] == ["13"], keys.count == 1,
            Data(base64Encoded: keys[0])?.count == 16
        else { return nil }
        let digest = Insecure.SHA1.hash(data: Data((keys[0] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        return Data(digest).base64EncodedString()
    }
}

extension UpgradeRequest {
    init?(head: HTTPRequestHead) {
        self.init(
            uri: head.uri, authorization: head.headers.first(name: "authorization"),
            subprotocols: head.headers["sec-websocket-protocol"])
    }
}
