import DequeModule

/// The challenges that wait for a signature: in memory, each good once and for two minutes.
struct ChallengeBook: Sendable {
    static let lifetimeSeconds = 120
    static let countMax = 10_000
    /// Bytes of a committee's and a member's name together; longer ones nobody has.
    static let nameBytesMax = 512

    private struct Entry {
        var committee: String
        var member: String
        var expires: UnixTime
    }
    /// Oldest first; when it is full the oldest gives way.
    private var order: Deque<String> = []
    private var entries: [String: Entry] = [:]

    var count: Int { entries.count }

    /// Keeps a challenge for a member, known or not.
    mutating func add(_ challenge: String, committee: String, member: String, now: UnixTime) {
        forgetExpired(now: now)
        guard committee.utf8.count + member.utf8.count <= Self.nameBytesMax else { return }
        if order.count == Self.countMax, let oldest = order.popFirst() { entries[oldest] = nil }
        order.append(challenge)
        entries[challenge] = Entry(
            committee: committee, member: member, expires: now + Self.lifetimeSeconds)
    }

    /// Whether this member was given this challenge within the last two minutes. It is good no second time.
    mutating func redeem(_ challenge: String, committee: String, member: String, now: UnixTime) -> Bool {
        forgetExpired(now: now)
        guard let entry = entries[challenge], entry.committee == committee, entry.member == member else {
            return false
        }
        entries[challenge] = nil
        return true
    }

    private mutating func forgetExpired(now: UnixTime) {
        while let oldest = order.first, entries[oldest].map({ $0.expires <= now }) ?? true {
            order.removeFirst()
            entries[oldest] = nil
        }
    }
}
