import CRDT

/// How much of an event each function may be given, and what is left of the event then.
///
/// Who enters live documents receives the events of an audience whole. All others read extracts: every event
/// is asked for here, one by one.
extension Permissions {
    /// How far a participant may read an event: the narrowest of what the table says of its areas.
    ///
    /// - Parameter released: the areas that were released to this participant.
    public static func extent(
        ofReading event: Event, for participant: Participant, released: Set<Area> = []
    ) -> Extent {
        // Comments are said in the room, to those who enter it.
        if event.knownType == .commentAdded, !holders(participant).contains(where: liveHolders.contains) {
            return .nothing
        }
        return areas(of: event).map { area in
            extent(of: .read, in: area, for: participant, when: released.contains(area) ? .released : [])
        }.min { $0.breadth < $1.breadth } ?? .nothing
    }

    /// What of an event a participant may be given; nil: nothing, so that it is neither told nor counted.
    public static func extract(
        of event: Event, for participant: Participant, released: Set<Area> = []
    ) -> Event? {
        event.reduced(to: extent(ofReading: event, for: participant, released: released))
    }

    /// The areas an event tells of. For issues the label its audience stands for decides, for comments the
    /// document, and a signature tells of what is signed, too. None: it is of a type nobody may read.
    static func areas(of event: Event) -> [Area] {
        guard let type = event.knownType else { return [] }
        switch (type.area, event.audience) {
        case _ where type == .commentAdded:
            guard let document = event.data["document"]?.string.flatMap(DocumentName.init),
                document.audience == event.audience
            else { return [] }
            return [document.area]
        case (.signatures, _):
            let scope =
                type == .planVersionSigned ? .plan : event.data["scope"]?.string.flatMap(SignOffScope.init)
            guard let document = scope?.document else { return [] }
            return [.signatures, document.area]
        case (.releasedDrafts, .workerSide): return [.workerCaucus]
        case (.releasedDrafts, .managementSide), (.issues, .managementSide): return [.managementCaucus]
        case (.issues, .workerSide): return [.workerIssues]
        case (.issues, .restrictedCase): return [.cases]
        case (let area, _): return [area]
        }
    }
}

extension Event {
    /// What of it an extent lets through; nil: nothing.
    func reduced(to extent: Extent) -> Event? {
        switch extent {
        case .all: self
        // What is signed and in force, never live text and not whose signature is still missing.
        case .signedCopy: isOfVersionInForce ? self : nil
        case .state: isOfVersionInForce ? with(inForce) : nil
        case .meta: reducedToMeta
        case .counts, .nothing: nil
        }
    }

    /// That it happened, when and of what kind.
    private var reducedToMeta: Event? {
        switch knownType {
        case .meetingHeld: with(kept(["held", "kind"]))
        case .visitLogged: with(kept(["on", "kind", "mode"]))
        default: isOfVersionInForce ? with(inForce) : nil
        }
    }

    private var isOfVersionInForce: Bool {
        knownType == .signOffCompleted || knownType == .planVersionSigned
    }

    /// That a version is in force, which, of what, and that both sides are in it: no content, no name.
    private var inForce: [AnyValue.Member] {
        let sides = Side.allCases.map(\.rawValue).sorted().map(AnyValue.string)
        return kept(["scope", "version"]) + [.init("sides", .array(sides))]
    }

    private func kept(_ names: Set<String>) -> [AnyValue.Member] {
        (data.members ?? []).filter { names.contains($0.key) }
    }

    private func with(_ members: [AnyValue.Member]) -> Event {
        var event = self
        event.data = .object(members)
        return event
    }
}
