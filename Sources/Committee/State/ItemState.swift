import CRDT

/// What the events say of one item of the improvement plan: dates, status, and who confirmed what.
public struct ItemState: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case pending
        case inProgress = "in_progress"
        case completed, reopened, cancelled
    }

    public enum Verification: String, Hashable, Sendable, CaseIterable {
        case notRequested = "not_requested"
        case requested, verified, rejected
        case notVerifiable = "not_verifiable"
    }

    /// A due date, with why and by which side; the whole history is kept.
    public struct DueChange: Hashable, Sendable {
        public var due: CalendarDay
        public var reason: String?
        public var side: Side?
        /// The day it was recorded.
        public var day: String
        /// The event that says so.
        public var event: String
    }

    /// Something one side proposed and the other has not answered.
    public struct Proposal: Hashable, Sendable {
        public var side: Side
        public var day: String
    }

    public private(set) var dues: [DueChange] = []
    /// The first due date.
    public private(set) var originalDue: CalendarDay?
    public private(set) var status = Status.pending
    /// The responsible side says it is done; the other has not answered.
    public private(set) var completion: Proposal?
    /// The side that confirmed the completion; nil unless completed here.
    public private(set) var confirmedBy: Side?
    public private(set) var cancellation: Proposal?
    public private(set) var verification = Verification.notRequested

    public init() {}

    public var due: CalendarDay? { dues.last?.due }

    /// Neither completed nor cancelled.
    public var isOpen: Bool { status != .completed && status != .cancelled }

    /// `due < today` and still open. The day is the factory's.
    public func isOverdue(on day: CalendarDay) -> Bool {
        guard isOpen, let due else { return false }
        return due < day
    }

    mutating func take(_ event: Event) {
        switch event.knownType {
        case .itemDueSet: setDue(event)
        case .itemStatusChanged: setStatus(event)
        case .completionProposed:
            guard let side = event.side, isOpen else { return }
            completion = Proposal(side: side, day: event.day)
        case .completionDeclined: completion = nil
        case .completionConfirmed:
            guard let proposer = completion?.side, let side = event.side, side != proposer else { return }
            confirmedBy = side
        case .cancellationProposed:
            guard let side = event.side, isOpen else { return }
            cancellation = Proposal(side: side, day: event.day)
        case .cancellationDeclined: cancellation = nil
        case .verificationRequested: verification = .requested
        case .itemVerified: verification = .verified
        case .verificationRejected: verification = .rejected
        case .verificationImpossible: verification = .notVerifiable
        default: return
        }
    }

    private mutating func setDue(_ event: Event) {
        guard let due = event.data["due"]?.string.flatMap(CalendarDay.init) else { return }
        let first = event.data["original_due"]?.string.flatMap(CalendarDay.init)
        originalDue = originalDue ?? first ?? due
        dues.append(
            DueChange(
                due: due, reason: event.data["reason"]?.string, side: event.side, day: event.day,
                event: event.id))
    }

    private mutating func setStatus(_ event: Event) {
        guard let status = event.data["status"]?.string.flatMap(Status.init) else { return }
        self.status = status
        completion = nil
        if status != .completed { confirmedBy = nil }
        if status == .cancelled || status == .completed { cancellation = nil }
        if status == .reopened { verification = .notRequested }
    }
}
