import NIOCore
import RoomCore
import Synchronization

/// Every open socket: counted against the limits, and closed when the server stops.
final class ConnectionRegistry: Sendable {
    private let limits: ServerLimits
    private let state = Mutex(State())
    private let connectionIDs = Atomic<UInt64>(0)

    private struct State {
        var endpoints: [UInt64: WebSocketEndpoint] = [:]
        var unknown: Set<UInt64> = []
        var nextID: UInt64 = 0
        var isStopping = false
        var whenEmpty: EventLoopPromise<Void>?
    }

    init(limits: ServerLimits) {
        self.limits = limits
    }

    /// Whether one more socket may open.
    func hasRoom(isKnown: Bool) -> Bool {
        state.withLock { state in
            !state.isStopping && state.endpoints.count < limits.connectionsMax
                && (isKnown || state.unknown.count < limits.unauthenticatedConnectionsMax)
        }
    }

    /// How many sockets are open, and how many of them nobody has authenticated on yet.
    var counts: (all: Int, unknown: Int) {
        state.withLock { ($0.endpoints.count, $0.unknown.count) }
    }

    var open: [WebSocketEndpoint] { state.withLock { Array($0.endpoints.values) } }

    func nextEndpointID() -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    func nextConnectionID() -> ConnectionID {
        ConnectionID(connectionIDs.add(1, ordering: .relaxed).newValue)
    }

    /// False if the server is stopping.
    func add(_ endpoint: WebSocketEndpoint) -> Bool {
        state.withLock { state in
            guard !state.isStopping else { return false }
            state.endpoints[endpoint.id] = endpoint
            state.unknown.insert(endpoint.id)
            return true
        }
    }

    func becameKnown(_ endpoint: WebSocketEndpoint) {
        state.withLock { _ = $0.unknown.remove(endpoint.id) }
    }

    func remove(_ endpoint: WebSocketEndpoint) {
        let empty = state.withLock { state in
            state.endpoints[endpoint.id] = nil
            state.unknown.remove(endpoint.id)
            return state.endpoints.isEmpty ? state.whenEmpty : nil
        }
        empty?.succeed()
    }

    /// Lets nobody else in; `closeAll` ends those who are.
    func stopAdmitting() {
        state.withLock { $0.isStopping = true }
    }

    /// Says goodbye to every socket; completes when all are gone.
    func closeAll(_ code: CloseCode, reason: String, on loop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = loop.makePromise(of: Void.self)
        let open = state.withLock { state in
            state.isStopping = true
            state.whenEmpty = promise
            return Array(state.endpoints.values)
        }
        if open.isEmpty { promise.succeed() }
        for endpoint in open {
            endpoint.loop.execute { endpoint.close(code, reason: reason) }
        }
        return promise.futureResult
    }
}
