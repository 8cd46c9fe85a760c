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
    /// Who enters the audience's documents reads all its events. All others read extracts of what the
    /// permission table grants them of the committee's, under numbers of their own.
    public mutating func feed(
        of participant: Participant, _ audience: Audience, after number: SequenceNumber, limit: Int
    ) -> FeedAnswer {
        guard let participant = current(participant) else { return .notFound }
        if Permissions.reads(participant, audience, in: state) {
            let feed = Feed(audience: history.places(of: audience))
            return feed.answer(after: number, limit: limit, history, flushed: flushedEvents, limits)
        }
        guard audience == .committee, !roster.isEmpty, Feed.isOpen(to: participant.role) else {
            return .notFound
        }
        var feed = feeds[participant.id] ?? Feed(FeedGrant(of: participant.id, in: history.events))
        feed.follow(history)
        feeds[participant.id] = feed
        return feed.answer(after: number, limit: limit, history, flushed: flushedEvents, limits)
    }

    /// What somebody who reads extracts was granted, as the room stands.
    func grant(of reader: String) -> FeedGrant {
        var grant = FeedGrant(of: reader, in: history.events)
        for event in history.events { _ = grant.take(event) }
        return grant
    }
}

/// Which events of a room one reader sees, by their places in its history.
struct Feed: Sendable {
    private var places: [Int] = []
    /// Events up to this number are not given out any more.
    private var floor: SequenceNumber = 0
    /// nil: the reader is told everything whole.
    private var grant: FeedGrant?
    /// How much of the history was looked at.
    private var looked = 0

    init(audience places: [Int]) {
        self.places = places
    }

    init(_ grant: FeedGrant) {
        self.grant = grant
    }

    /// Members read their audiences whole or not at all.
    static func isOpen(to role: Role) -> Bool {
        if case .member = role { false } else { true }
    }

    /// Takes in what was recorded since the last call.
    mutating func follow(_ history: History) {
        guard looked < history.count else { return }
        for place in looked..<history.count {
            let event = history.events[place]
            if grant?.take(event) == true { floor = SequenceNumber(places.count) }
            if grant?.extract(of: event) != nil { places.append(place) }
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
        let events = (first..<min(end, first + limit)).compactMap { index in
            told(history.events[places[index]]).map {
                FeedEvent(number: SequenceNumber(index + 1), event: $0)
            }
        }
        return .events(events, end: SequenceNumber(end))
    }

    /// Everything above the floor was recorded under the grant that holds now.
    private func told(_ event: Event) -> Event? {
        guard let grant else { return event }
        return grant.extract(of: event)
    }

    /// How many of the feed's events are among the first `flushed` of the room.
    private func flushedCount(_ flushed: Int) -> Int {
        var end = places.count
        while end > 0, places[end - 1] >= flushed { end -= 1 }
        return end
    }
}
