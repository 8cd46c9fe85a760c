import CRDT
import Logging
import RoomCore
import SyncProtocol

/// What a frame means in each framing (`Protocol/sync.md`).
extension WebSocketEndpoint {
    func received(_ bytes: [UInt8]) {
        do {
            switch dialect {
            case .yWebSocket: try receivedYWebSocket(bytes)
            case .hocuspocus: try receivedHocuspocus(bytes)
            }
        } catch .overLimit(let limit, let maximum, _, _) {
            close(.tooBig, reason: "a message over \(maximum) \(limit)")
        } catch {
            logger.info("bad message", metadata: ["failure": "\(error)"])
            close(.badMessage, reason: "no message of this protocol")
        }
    }

    private func receivedYWebSocket(_ bytes: [UInt8]) throws(DecodingFailure) {
        guard let connection = connections[""] else { return }
        for message in try YWebSocketCodec.decode(bytes, limits: services.decoding) {
            switch message {
            case .sync, .awareness, .queryAwareness:
                deliver(message, to: connection, bytes: bytes.count)
            default:
                return close(.badMessage, reason: "not a message a client may send")
            }
        }
    }

    private func receivedHocuspocus(_ bytes: [UInt8]) throws(DecodingFailure) {
        switch try HocuspocusCodec.decode(bytes, limits: services.decoding) {
        case .ping:
            write(FrameWriter.frame(HocuspocusCodec.encode(.pong)))
        case .pong:
            break
        case .message(let address, let message):
            received(message, at: address, bytes: bytes.count)
        }
    }

    private func received(_ message: Message, at address: String, bytes: Int) {
        guard address.utf8.count <= services.limits.addressBytesMax else {
            return close(.badMessage, reason: "a document name over \(services.limits.addressBytesMax) bytes")
        }
        switch message {
        case .auth(.token(let token, _)):
            connection(at: address)?.authenticate(token: token.isEmpty ? upgradeToken : token)
        case .sync, .syncReply, .awareness, .queryAwareness, .stateless:
            if let connection = connection(at: address) { deliver(message, to: connection, bytes: bytes) }
        case .close:
            connections.removeValue(forKey: address)?.end()
        case .auth, .broadcastStateless, .syncStatus:
            close(.badMessage, reason: "not a message a client may send")
        }
    }

    /// The connection an address stands for, made when it is first named.
    private func connection(at address: String) -> RoomConnection? {
        if let known = connections[address] { return known }
        guard connections.count < services.limits.documentsPerConnectionMax else {
            close(.tryAgainLater, reason: "too many documents on one socket")
            return nil
        }
        let connection = RoomConnection(
            id: services.registry.nextConnectionID(), endpoint: self, address: Address(hocuspocus: address))
        connections[address] = connection
        return connection
    }

    /// Sends one message about one connection's document, framed for it alone.
    func send(_ message: Message, at address: Address) {
        if let payload = address.payload(message, dialect: dialect) { write(FrameWriter.frame(payload)) }
    }
}
