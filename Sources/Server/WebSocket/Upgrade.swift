import Crypto
import Foundation
import NIOHTTP1

/// A request for a WebSocket (RFC 6455, 4.2) and the answer that grants it.
struct Upgrade: Sendable {
    /// Where it wants to go; nil if nothing is there.
    let request: UpgradeRequest?
    /// The one `Host`; nil if there is none or more than one.
    let host: String?
    /// Which page asks, if a browser asks.
    let origins: [String]
    /// What both can do to messages on their way.
    let compression: Compression?
    /// The proof that we understood; nil if the handshake is not a whole one of version 13.
    let accept: String?

    /// nil if the request does not ask for a WebSocket.
    init?(head: HTTPRequestHead) {
        let protocols = head.headers[canonicalForm: "upgrade"].map { $0.lowercased() }
        let connection = head.headers[canonicalForm: "connection"].map { $0.lowercased() }
        guard protocols.contains("websocket"), connection.contains("upgrade") else { return nil }
        request = UpgradeRequest(
            uri: head.uri, authorization: head.headers.first(name: "authorization"),
            subprotocols: head.headers["sec-websocket-protocol"])
        let hosts = head.headers["host"]
        host = hosts.count == 1 ? hosts[0] : nil
        origins = head.headers["origin"]
        compression = Compression(offers: head.headers["sec-websocket-extensions"])
        let keys = head.headers["sec-websocket-key"]
        if head.method == .GET, head.version == .http1_1, head.headers["sec-websocket-version"] == ["13"],
            keys.count == 1, Data(base64Encoded: keys[0])?.count == 16
        {
            let proof = Data((keys[0] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
            accept = Data(Insecure.SHA1.hash(data: proof)).base64EncodedString()
        } else {
            accept = nil
        }
    }

    var answer: HTTPHeaders {
        var headers: HTTPHeaders = ["connection": "upgrade", "upgrade": "websocket"]
        if let accept { headers.add(name: "sec-websocket-accept", value: accept) }
        if let subprotocol = request?.subprotocol {
            headers.add(name: "sec-websocket-protocol", value: subprotocol)
        }
        if let compression { headers.add(name: "sec-websocket-extensions", value: compression.answer) }
        return headers
    }
}
