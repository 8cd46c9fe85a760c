import Committee
import HTTPTypes
import Logging
import NIOCore
import RoomLog
import SyncProtocol

/// Decides at the upgrade who gets a socket, while a refusal is still cheap.
struct Admission: Sendable {
    enum Verdict: Sendable {
        case sync(token: String?)
        case document(Address, as: Authenticated, token: String)
        case refused(HTTPResponse.Status)
    }
    let services: ServerServices
    let origins: OriginRule

    func judge(_ request: UpgradeRequest, on loop: any EventLoop) -> EventLoopFuture<Verdict> {
        guard services.registry.hasRoom(isKnown: request.target != .sync) else {
            return loop.makeSucceededFuture(.refused(.serviceUnavailable))
        }
        switch request.target {
        case .sync:
            return loop.makeSucceededFuture(.sync(token: request.token))
        case .document(let committee, let name):
            guard let token = request.token else { return loop.makeSucceededFuture(.refused(.unauthorized)) }
            return services.doorkeeper.authenticate(token, on: loop).flatMap { authenticated in
                guard let authenticated else { return loop.makeSucceededFuture(.refused(.unauthorized)) }
                guard authenticated.committee == committee else {
                    return loop.makeSucceededFuture(.refused(.notFound))
                }
                return refusal(of: name, to: authenticated, on: loop).map { status in
                    guard let name, status == nil else { return .refused(status ?? .notFound) }
                    let address = Address(committee: committee, document: name)
                    return .document(address, as: authenticated, token: token)
                }
            }.flatMapErrorThrowing { _ in .refused(.serviceUnavailable) }
        }
    }

    /// nil if the room loads and has the document for this member. A name that no document has takes the same
    /// way as one that is not for them: the time of the answer says nothing either.
    private func refusal(
        of name: DocumentName?, to member: Authenticated, on loop: any EventLoop
    ) -> EventLoopFuture<HTTPResponse.Status?> {
        services.directory.lease(member.committee, on: loop).flatMap { host in
            host.admits(member.participant, to: name).map { $0 ? nil : .notFound }.hop(to: loop)
        }.flatMapErrorThrowing { error in
            services.logger.warning(
                "room not available", metadata: ["room": "\(member.committee)", "failure": "\(error)"])
            if case .notLoaded(.unknownRoom) = error as? RoomUnavailable { return .notFound }
            return .serviceUnavailable
        }
    }

    struct Stopping: Error {}

    /// Puts a socket for an admitted verdict into the pipeline. What is returned lets it into its room;
    /// call it when the bytes that came behind the handshake are delivered.
    func open(_ verdict: Verdict, compression: Compression?, on channel: any Channel) throws -> () -> Void {
        let dialect: Dialect
        var upgradeToken: String?
        switch verdict {
        case .sync(let token): (dialect, upgradeToken) = (.hocuspocus, token)
        case .document: dialect = .yWebSocket
        case .refused: preconditionFailure("a refused connection opens nothing")
        }
        let endpoint = WebSocketEndpoint(
            id: services.registry.nextEndpointID(), loop: channel.eventLoop, dialect: dialect,
            upgradeToken: upgradeToken, compression: compression, services: services)
        guard services.registry.add(endpoint) else { throw Stopping() }
        try channel.pipeline.syncOperations.addHandler(endpoint)
        let peer = channel.remoteAddress.map { "\($0)" } ?? "unknown"
        endpoint.logger.debug("socket opened", metadata: ["dialect": "\(dialect)", "peer": "\(peer)"])
        guard case .document(let address, let authenticated, let token) = verdict else { return {} }
        let connection = RoomConnection(
            id: services.registry.nextConnectionID(), endpoint: endpoint, address: address)
        endpoint.connections[address.text] = connection
        return { connection.join(as: authenticated, token: token) }
    }
}
