/// A report somebody made with a slip, as the form takes it. No account, no address, no time but the day.
public struct IntakeReport: Hashable, Sendable {
    /// Random; the id of the issue it becomes.
    public var id: String
    /// The factory's day on which it came.
    public var day: CalendarDay
    public var category: String
    public var severity: String
    public var concern: IssueConcern?
    public var grounds: ZeroToleranceGrounds?
    /// The reporter's words; at most `wordsMax` UTF-16 units.
    public var text: String
    public var language: String

    public static let wordsMax = Shape.textMax

    public init(
        id: String, day: CalendarDay, category: String, severity: String, concern: IssueConcern? = nil,
        grounds: ZeroToleranceGrounds? = nil, text: String, language: String
    ) {
        self.id = id
        self.day = day
        self.category = category
        self.severity = severity
        self.concern = concern
        self.grounds = grounds
        self.text = text
        self.language = language
    }

    /// Where danger or a candidate for zero tolerance is meant, nothing waits.
    public var isUrgent: Bool { severity == "critical" || grounds != nil }
}

/// Something that waits for its readers.
public protocol IntakeItem {
    /// Random.
    var id: String { get }
    /// The factory's day on which it came.
    var day: CalendarDay { get }
}

extension IntakeReport: IntakeItem {}

/// Urgent reports go at once; all else waits for the end of its day and comes in one batch whose order is
/// drawn, so that nobody reads off when somebody wrote.
public enum IntakeBatch {
    /// What came on earlier days, in an order that says nothing.
    public static func drawn<Item: IntakeItem>(
        from waiting: [Item], on day: CalendarDay, using random: inout some RandomNumberGenerator
    ) -> [Item] {
        // By their random ids first: the order they came in has no part in the draw.
        waiting.filter { $0.day < day }.sorted { $0.id < $1.id }.shuffled(using: &random)
    }
}

/// Answers of the form all have one of a few lengths, so that the size of an encrypted answer says nothing.
public enum IntakePadding {
    /// Bytes of the smallest answer; longer ones are the next multiple.
    public static let step = 16_384

    /// The page with blanks at its end, up to the next step.
    public static func padded(_ page: [UInt8]) -> [UInt8] {
        let steps = max(1, (page.count + step - 1) / step)
        return page + [UInt8](repeating: UInt8(ascii: " "), count: steps * step - page.count)
    }
}
