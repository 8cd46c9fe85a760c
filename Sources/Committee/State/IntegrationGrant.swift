public import CRDT

/// What both sides let a program hear of.
public struct IntegrationGrant: Hashable, Sendable {
    /// As lists show it.
    public var name: String
    /// By the names of the permission table.
    public var areas: [String]

    init(name: String, areas: [String]) {
        self.name = name
        self.areas = areas
    }

    /// As an event tells it.
    init(_ event: Event) {
        name = event.data["name"]?.string ?? ""
        areas = event.data["areas"]?.array?.compactMap(\.string) ?? []
    }

    /// As commands and events tell it.
    public var data: [AnyValue.Member] {
        [.init("name", .string(name)), .init("areas", .array(areas.map { .string($0) }))]
    }
}

/// A grant that one side proposed and the other has not answered.
public struct GrantProposal: Hashable, Sendable {
    public var side: Side
    public var grant: IntegrationGrant
}
