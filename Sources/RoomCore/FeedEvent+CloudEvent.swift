public import CRDT
import Committee

extension FeedEvent {
    /// The event as CloudEvents 1.0 in JSON (`Protocol/feed.md`). `prefix` is a reverse DNS name with its
    /// dot, or empty.
    public func cloudEvent(room: String, prefix: String) -> AnyValue {
        var members: [AnyValue.Member] = [
            .init("specversion", .string("1.0")), .init("id", .string(event.id)),
            .init("source", .string("/rooms/\(room)")),
            .init("type", .string("\(prefix)bipartite.\(event.type)")),
        ]
        if !event.subject.isEmpty { members.append(.init("subject", .string(event.subject))) }
        members += [
            .init("time", .string("\(event.day)T00:00:00Z")),
            .init("datacontenttype", .string("application/json")),
            .init("roomseq", .number(Double(number))),
            .init("dataclassification", .string(event.audience.classification)),
        ]
        if let side = event.side { members.append(.init("actorside", .string(side.rawValue))) }
        if let version = event.data["version"]?.int {
            members.append(.init("docversion", .number(Double(version))))
        }
        return .object(members + [.init("data", event.data)])
    }
}

extension Audience {
    /// The label, without the id of a case.
    fileprivate var classification: String {
        switch self {
        case .committee: "committee"
        case .workerSide: "worker_side"
        case .managementSide: "management_side"
        case .restrictedCase: "restricted"
        }
    }
}
