import ArgumentParser

/// What is measured of a server, by name.
enum Scenario: String, ExpressibleByArgument, CaseIterable {
    case fanout, rooms, paced, presence, join, join20, acks, idle, storm, slow
}

/// Who connects and what they do.
struct LoadPlan: Sendable {
    enum Traffic: Sendable {
        /// Every room has so many updates on their way; the next is sent when one has reached everybody.
        case typing(inFlight: Int)
        /// So many updates a second over all rooms, whether or not the last have arrived.
        case paced(perSecond: Double)
        /// Every connection renews its presence once a second.
        case presence
        /// Nothing but being there.
        case none
        /// The rooms' one document has this many bytes, and so many members open it at once.
        case joining(members: Int, bytes: Int)
        /// All are cut off and come back within so many seconds, each with an edit of its own.
        case storm(seconds: Double)
    }

    var rooms: Int
    var connectionsPerRoom: Int
    var traffic: Traffic
    /// Connections that join and then never read.
    var deaf = 0
    /// Letters of one update of paced traffic.
    var letters = 1

    init(_ scenario: Scenario) {
        switch scenario {
        case .fanout: self.init(rooms: 1, connectionsPerRoom: 101, traffic: .typing(inFlight: 16))
        case .rooms: self.init(rooms: 100, connectionsPerRoom: 10, traffic: .typing(inFlight: 4))
        case .paced: self.init(rooms: 1, connectionsPerRoom: 101, traffic: .paced(perSecond: 50))
        case .presence: self.init(rooms: 1, connectionsPerRoom: 500, traffic: .presence)
        case .join:
            self.init(rooms: 1, connectionsPerRoom: 1, traffic: .joining(members: 150, bytes: 4_000_000))
        case .join20:
            self.init(rooms: 1, connectionsPerRoom: 1, traffic: .joining(members: 150, bytes: 20_000_000))
        case .storm:
            self.init(rooms: 100, connectionsPerRoom: 50, traffic: .storm(seconds: 10))
        case .slow:
            self.init(rooms: 100, connectionsPerRoom: 10, traffic: .paced(perSecond: 1000))
            deaf = 2000
            letters = 700
        case .acks: self.init(rooms: 100, connectionsPerRoom: 1, traffic: .typing(inFlight: 8))
        case .idle: self.init(rooms: 100, connectionsPerRoom: 10, traffic: .none)
        }
    }

    private init(rooms: Int, connectionsPerRoom: Int, traffic: Traffic) {
        self.rooms = rooms
        self.connectionsPerRoom = connectionsPerRoom
        self.traffic = traffic
    }
}
