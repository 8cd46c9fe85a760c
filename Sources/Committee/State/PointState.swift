import CRDT

/// What both sides have said of one point of the self-diagnosis. Nothing averages the two ratings.
public struct PointState: Hashable, Sendable {
    public enum Agreement: String, Hashable, Sendable, CaseIterable {
        case pending, agreed
        /// A valid end: both ratings stay.
        case disagreed
    }

    /// Each side's own rating.
    public internal(set) var ratings: [Side: String] = [:]
    /// What a side proposes to agree on, until the other confirms or either rates anew.
    public internal(set) var proposed: (side: Side, rating: String)? {
        get { proposal.map { ($0.side, $0.rating) } }
        set { proposal = newValue.map { Proposal(side: $0.side, rating: $0.rating) } }
    }
    public internal(set) var agreement = Agreement.pending
    /// nil unless agreed.
    public internal(set) var agreedRating: String?

    private struct Proposal: Hashable {
        var side: Side
        var rating: String
    }
    private var proposal: Proposal?

    public init() {}

    mutating func take(_ event: Event) {
        switch event.knownType {
        case .pointRated:
            guard let side = event.side, let rating = event.rating else { return }
            // A side that changes its mind reopens the point; saying the same again does not.
            if ratings[side] != rating { reopen() }
            ratings[side] = rating
        case .agreementProposed:
            guard let side = event.side, let rating = event.rating, agreement != .agreed else { return }
            proposed = (side, rating)
        case .pointAgreed:
            agreement = .agreed
            agreedRating = event.rating
            proposed = nil
        case .disagreementRecorded:
            agreement = .disagreed
            agreedRating = nil
            proposed = nil
        default: return
        }
    }

    private mutating func reopen() {
        agreement = .pending
        agreedRating = nil
        proposed = nil
    }
}

extension Event {
    /// The rating an event of the diagnosis names.
    fileprivate var rating: String? {
        guard let rating = data["rating"], Vocabulary.rating.admits(rating) else { return nil }
        return rating.string
    }
}
