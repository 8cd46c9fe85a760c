public import CRDT

/// What the events say of one meeting and its minutes.
public struct MeetingState: Hashable, Sendable {
    /// A correction of signed minutes: a note of its own, signed like them.
    public struct Correction: Hashable, Sendable {
        /// From 1.
        public var number: Int
        public var note: AnyValue
        public var side: Side?
    }

    public internal(set) var held: CalendarDay?
    public internal(set) var isQuorate: Bool?
    /// The version of the plan the decisions were made on; nil while none was signed.
    public internal(set) var planVersion: Int?
    public internal(set) var isCirculated = false
    /// Oldest first; the newest may wait for signatures.
    public internal(set) var corrections: [Correction] = []

    init() {}

    mutating func take(_ event: Event) {
        switch event.knownType {
        case .meetingHeld:
            held = event.day(of: "held") ?? held
            isQuorate = event.data["quorate"]?.bool
            planVersion = event.data["plan_version"]?.int
        case .minutesStateChanged: isCirculated = event.data["state"]?.string == "circulated"
        case .minutesCorrected:
            guard let number = event.data["number"]?.int, let note = event.data["text"], number > 0,
                [corrections.count, corrections.count + 1].contains(number)
            else { return }
            // The newest number again takes the place of a note nobody had signed.
            corrections.removeLast(corrections.count + 1 - number)
            corrections.append(Correction(number: number, note: note, side: event.side))
        default: return
        }
    }
}

/// Where the minutes of a meeting stand.
public enum MinutesState: String, Hashable, Sendable, CaseIterable {
    case draft, circulated
    /// Members of one side alone have signed, and their signatures wait.
    case signedOneSide = "signed_one_side"
    /// Members of both have, and more are needed.
    case signedInPart = "signed_in_part"
    case signedBoth = "signed_both"
    case corrected
}

extension Picture {
    /// The state of the minutes of a meeting. Once both sides have signed they stand as they are, whatever is
    /// typed into the draft later.
    public func minutesState(of meeting: String) -> MinutesState {
        let leaf = state.signOff.leaves[.minutes(meeting)]
        if let leaf, !leaf.versions.isEmpty { return leaf.versions.count > 1 ? .corrected : .signedBoth }
        let sides = Set(state.signOff.liveRecords(.minutes(meeting)).map(\.statement.side))
        if !sides.isEmpty { return sides.count == 1 ? .signedOneSide : .signedInPart }
        return state.meetings[meeting]?.isCirculated == true ? .circulated : .draft
    }

    /// The minutes as both sides signed them, with the corrections they signed since; empty before.
    public func signedMinutes(of meeting: String) -> [SignedVersion] {
        state.signOff.leaves[.minutes(meeting)]?.versions ?? []
    }
}
