import CRDT
public import Committee

/// One event of a feed: numbered among what its reader may see, so that nothing hidden leaves a gap.
public struct FeedEvent: Hashable, Sendable {
    /// Gap-free from 1 within the feed.
    public var number: SequenceNumber
    public var event: Event
}

/// What a feed says to whoever has read up to a number.
public enum FeedAnswer: Hashable, Sendable {
    /// What follows, as far as it is flushed; `end` is the newest number of the feed.
    case events([FeedEvent], end: SequenceNumber)
    /// What follows is kept no longer, or was never granted: the snapshot stands for it.
    case belowRetention
    /// There is no such feed, or not for this reader.
    case notFound
}

extension Room {
    /// The events of one audience that somebody may read, from behind a number on.
    ///
    /// A member's feed is the audience's. An integration's has the events of the areas it was granted, and
    /// numbers of its own.
    public mutating func feed(
        of participant: Participant, _ audience: Audience, after number: SequenceNumber, limit: Int
    ) -> FeedAnswer {
        guard let participant = current(participant) else { return .notFound }
        var feed: Feed
        switch participant.role {
        case .integration:
            guard audience == .committee, !roster.isEmpty else { return .notFound }
            feed = feeds[participant.id] ?? Feed(IntegrationGrant(of: participant.id, in: history.events))
            feed.follow(history)
            feeds[participant.id] = feed
        default:
            guard Permissions.reads(participant, audience, in: state) else { return .notFound }
            feed = Feed(audience: history.places(of: audience))
        }
        return feed.answer(after: number, limit: limit, history, flushed: flushedEvents, limits)
    }
}

/// Which events of a room one reader sees, by their places in its history.
struct Feed: Sendable {
    private var places: [Int] = []
    /// Events up to this number are not given out any more.
    private var floor: SequenceNumber = 0
    private var grant: IntegrationGrant?
    /// How much of the history was looked at.
    private var looked = 0

    init(audience places: [Int]) {
        self.places = places
    }

    init(_ grant: IntegrationGrant) {
        self.grant = grant
    }

    /// Takes in what was recorded since the last call.
    mutating func follow(_ history: History) {
        guard looked < history.count else { return }
        for place in looked..<history.count {
            let event = history.events[place]
            if grant?.take(event) == true { floor = SequenceNumber(places.count) }
            if grant?.covers(event) == true { places.append(place) }
        }
        looked = history.count
    }

    func answer(
        after number: SequenceNumber, limit: Int, _ history: History, flushed: Int, _ limits: RoomLimits
    ) -> FeedAnswer {
        let end = flushedCount(flushed)
        let kept = SequenceNumber(max(0, end - limits.feedEventsMax))
        guard number >= max(floor, kept) else { return .belowRetention }
        let first = Int(clamping: number)
        guard first < end else { return .events([], end: SequenceNumber(end)) }
        let events = (first..<min(end, first + limit)).map { index in
            FeedEvent(number: SequenceNumber(index + 1), event: history.events[places[index]])
        }
        return .events(events, end: SequenceNumber(end))
    }

    /// How many of the feed's events are among the first `flushed` of the room.
    private func flushedCount(_ flushed: Int) -> Int {
        var end = places.count
        while end > 0, places[end - 1] >= flushed { end -= 1 }
        return end
    }
}

/// The areas an integration was granted, as the events say so.
///
/// The first grant reaches back to the beginning. When a grant changes, what came before is kept back: the
/// snapshot says what of it may be known now.
struct IntegrationGrant: Sendable {
    private let id: String
    private var areas: Set<String>
    private var isFirst = true

    init(of id: String, in events: [Event]) {
        self.id = id
        let first = events.first { $0.knownType == .integrationRegistered && $0.subject == id }
        areas = first.map(Self.areas) ?? []
    }

    /// Whether the event changes the grant.
    mutating func take(_ event: Event) -> Bool {
        guard event.audience == .committee, event.subject == id else { return false }
        let before = areas
        switch event.knownType {
        case .integrationRegistered: areas = Self.areas(event)
        case .integrationRemoved: areas = []
        default: return false
        }
        return areas != before
    }

    /// Never an event of a label above the committee's.
    func covers(_ event: Event) -> Bool {
        guard event.audience == .committee, let area = event.knownType?.feedArea else { return false }
        return areas.contains(area)
    }

    /// The documents whose rows may be known now.
    var documents: [DocumentName] { areas.contains("plan") ? [.plan] : [] }

    private static func areas(_ event: Event) -> Set<String> {
        Set((event.data["areas"]?.array ?? []).compactMap(\.string))
    }
}

extension EventType {
    /// The area an integration is granted to hear of it; nil for what no integration hears of.
    fileprivate var feedArea: String? { rawValue.hasPrefix("plan.") ? "plan" : nil }
}
