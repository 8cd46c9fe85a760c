import Committee
import Logging
import NIOCore
import RoomCore
import SyncProtocol

/// One document, or the room channel, on one socket: what a room knows as a connection.
///
/// Holds what comes before its document is authenticated and loaded. Safe to share although unchecked:
/// mutable properties are touched on the endpoint's loop only, its budget on its room's only.
final class RoomConnection: @unchecked Sendable {
    let id: ConnectionID
    let endpoint: WebSocketEndpoint
    let address: Address
    /// The endpoint's, so that a frame need not touch the endpoint.
    private let outlet: Outlet

    private var phase = Phase.unknown
    private var held: [(message: Message, bytes: Int)] = []
    private var known: (token: String, as: Authenticated)?
    /// While a token is looked up or a room loaded nothing more is read from the socket.
    private var isReadingPaused = false
    /// What its room may still work for it, and whether it waits until that has grown again.
    var budget: WorkBudget
    var isHeldBack = false

    private enum Phase {
        /// No token has come.
        case unknown
        /// A token is looked up, or the room is being loaded.
        case waiting
        case joined(RoomHost)
        /// Refused; what comes now is dropped until another token comes.
        case denied
        case ended
    }

    init(id: ConnectionID, endpoint: WebSocketEndpoint, address: Address) {
        self.id = id
        self.endpoint = endpoint
        self.address = address
        outlet = endpoint.outlet
        budget = WorkBudget(endpoint.services.limits, at: .now())
    }

    /// Nothing of its document may go out any more.
    var isOver: Bool { if case .ended = phase { true } else { false } }
    private var services: ServerServices { endpoint.services }

    // MARK: Who it is

    /// An Auth message came. On a joined document it renews the token and is not answered.
    func authenticate(token: String?) {
        switch phase {
        case .unknown, .denied: phase = .waiting
        case .joined: break
        case .waiting, .ended: return
        }
        guard let token else { return answered(nil, token: "") }
        pauseReading()
        services.doorkeeper.authenticate(token, on: endpoint.loop).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let authenticated): self.answered(authenticated, token: token)
            case .failure(let failure):
                // Accounts that cannot be read say nothing about a token.
                self.endpoint.logger.warning("accounts not available", metadata: ["failure": "\(failure)"])
                self.drop(.tryAgainLater, reason: "the accounts cannot be read just now")
            }
        }
    }

    private func answered(_ authenticated: Authenticated?, token: String) {
        if case .joined = phase {
            resumeReading()
            return renewed(authenticated, token: token)
        }
        guard case .waiting = phase else { return }
        guard let authenticated else { return deny("token") }
        guard authenticated.committee == address.committee else { return deny("not-found") }
        join(as: authenticated, token: token)
    }

    private func renewed(_ authenticated: Authenticated?, token: String) {
        guard let authenticated, let known, authenticated.committee == known.as.committee,
            authenticated.participant.id == known.as.participant.id
        else { return drop(.revoked, reason: "the new token is not valid here") }
        services.tokens.remove(self, token: known.token)
        self.known = (token, authenticated)
        services.tokens.add(self, token: token, expires: authenticated.expires)
    }

    /// Sends a frame of its room at once.
    func send(_ frame: ByteBuffer) {
        if let rest = outlet.send(frame) { endpoint.send(rest) }
    }

    /// The room has no such document, or not for this member.
    func refuse(_ reason: String) {
        guard case .joined = phase else { return }
        switch endpoint.dialect {
        case .hocuspocus: deny(reason)
        case .yWebSocket: drop(.gone, reason: reason)
        }
    }

    private func deny(_ reason: String) {
        endpoint.logger.info("document denied", metadata: metadata(reason: reason))
        endpoint.metrics.count(.documentsDenied, reason)
        phase = .denied
        if let known { services.tokens.remove(self, token: known.token) }
        known = nil
        resumeReading()
        forgetHeld()
        endpoint.send(.auth(.denied(reason: reason)), at: address)
        endpoint.flush()
    }

    /// What a line of the log says of this connection. The room is named only to whom it is open: a stranger
    /// may ask for anything.
    private func metadata(_ code: CloseCode? = nil, reason: String) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["document": "\(id.rawValue)", "reason": "\(reason)"]
        if let known { metadata["room"] = "\(known.as.committee)" }
        if let code { metadata["code"] = "\(code.rawValue)" }
        return metadata
    }

    // MARK: Into the room

    /// Loads the room if need be and joins it, then lets in what was held.
    func join(as authenticated: Authenticated, token: String) {
        // What came right behind the handshake was a goodbye, or no frame at all.
        guard !isOver else { return }
        phase = .waiting
        known = (token, authenticated)
        services.tokens.add(self, token: token, expires: authenticated.expires)
        endpoint.becameKnown()
        pauseReading()
        let room = services.directory.lease(address.committee, on: endpoint.loop)
        room.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let host): self.enter(host, as: authenticated.participant)
            case .failure(let error): self.roomFailed(error)
            }
        }
    }

    private func enter(_ host: RoomHost, as participant: Participant) {
        guard case .waiting = phase else { return host.release() }
        phase = .joined(host)
        host.join(self, as: participant)
        let messages = held
        forgetHeld()
        for (message, bytes) in messages { post(message, bytes: bytes, to: host) }
        resumeReading()
    }

    private func roomFailed(_ error: any Error) {
        guard case .waiting = phase else { return }
        endpoint.logger.warning("room not available", metadata: metadata(reason: "\(error)"))
        switch endpoint.dialect {
        case .hocuspocus: deny("closed")
        case .yWebSocket: endpoint.close(.tryAgainLater, reason: "the room cannot be opened now")
        }
    }

    // MARK: Messages

    func received(_ message: Message, bytes: Int) {
        switch phase {
        case .joined(let host): post(message, bytes: bytes, to: host)
        case .unknown, .waiting: hold(message, bytes: bytes)
        case .denied, .ended: break
        }
    }

    private func post(_ message: Message, bytes: Int, to host: RoomHost) {
        switch (address.target, message) {
        case (.channel, .stateless(let text)):
            host.ask(.stateless(id, text), from: self)
        case (.document, .stateless), (.channel, _), (.nothing, _):
            break
        case (.document(let document), .sync(.step1)), (.document(let document), .syncReply(.step1)),
            (.document(let document), .queryAwareness):
            host.ask(.received(id, document, message), from: self)
        case (.document(let document), _):
            host.post(.received(id, document, message), from: self, bytes: bytes)
        }
    }

    private func hold(_ message: Message, bytes: Int) {
        held.append((message, bytes))
        if !endpoint.hold(bytes) {
            endpoint.close(.tryAgainLater, reason: "too much before the document was open")
        }
    }

    private func forgetHeld() {
        endpoint.release(messages: held.count, bytes: held.reduce(0) { $0 + $1.bytes })
        held = []
    }

    private func pauseReading() {
        guard !isReadingPaused else { return }
        isReadingPaused = true
        endpoint.charge(services.limits.inboundBytesMax)
    }

    private func resumeReading() {
        guard isReadingPaused else { return }
        isReadingPaused = false
        endpoint.settle(services.limits.inboundBytesMax)
    }

    // MARK: The end

    /// The document ends on this socket; the socket ends with it if nothing else is left on it.
    func drop(_ code: CloseCode, reason: String) {
        if case .ended = phase { return }
        endpoint.logger.info("document ended", metadata: metadata(code, reason: reason))
        endpoint.metrics.count(.documentsEnded, "\(code.rawValue)")
        end()
        endpoint.connections[address.text] = nil
        if endpoint.dialect == .hocuspocus {
            endpoint.send(.close(reason: "\(code.rawValue) \(reason)"), at: address)
        }
        if endpoint.connections.isEmpty { endpoint.close(code, reason: reason) }
        endpoint.flush()
    }

    /// As `drop`, unless the connection has another token by now.
    func drop(_ code: CloseCode, reason: String, ofToken token: String) {
        if known?.token == token { drop(code, reason: reason) }
    }

    /// Leaves the room, if it was in one.
    func end() {
        if case .joined(let host) = phase { host.leave(id) }
        phase = .ended
        resumeReading()
        forgetHeld()
        if let known { services.tokens.remove(self, token: known.token) }
        known = nil
    }
}
