/// How far a replica has read each client: the next clock it expects of each. A client not named stands at 0.
public struct StateVector: Hashable, Sendable {
    public private(set) var clocks: [ClientID: Clock]

    public init(_ clocks: [ClientID: Clock] = [:]) {
        self.clocks = clocks.filter { $0.value > 0 }
    }

    public subscript(client: ClientID) -> Clock {
        get { clocks[client] ?? 0 }
        set { clocks[client] = newValue == 0 ? nil : newValue }
    }

    /// Whether this replica has read at least all that `other` has.
    public func covers(_ other: StateVector) -> Bool {
        other.clocks.allSatisfy { self[$0.key] >= $0.value }
    }
}
